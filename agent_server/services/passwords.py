"""Passwords: argon2id, with the same work whether the name is known or not.

Source: RFC 9106; OWASP ASVS 5, 11.4.2 (memory 19 MiB, 2 passes, 1 lane is the least that it allows).
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MEMORY_KIB = 19 * 1024
PASSES = 2
HASHERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="argon2")
"""So many at a time: sign-ins in a burst must not eat the machine's memory."""


def hash_password(password: str) -> str:
    """Return the PHC string of a password."""
    argon = Argon2id(salt=os.urandom(16), length=32, iterations=PASSES, lanes=1, memory_cost=MEMORY_KIB)
    return argon.derive_phc_encoded(password.encode("utf-8", "surrogatepass"))


async def password_matches(password: str, phc: str | None) -> bool:
    """Compare in a worker thread; `phc` None (nobody of that name) costs the same and is False."""
    right = await asyncio.get_running_loop().run_in_executor(HASHERS, _matches, password, phc or _nobodys_hash())
    return right and phc is not None


def _matches(password: str, phc: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "surrogatepass"), phc)
    except InvalidKey:
        return False
    return True


@cache
def _nobodys_hash() -> str:
    return hash_password(os.urandom(16).hex())
