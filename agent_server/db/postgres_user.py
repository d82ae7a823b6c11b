"""Under which user the embedded PostgreSQL runs when we are root: PostgreSQL itself refuses to be root.

The wheel's own way is to make a system user and to open every parent folder of the data directory to everyone. We leave
users and folders alone. Two ways do that, both measured with data directory and programs under a /root of mode 700:

1. A user namespace in which root has another number: PostgreSQL believes that it is that user, its files stay root's.
   Works on plain machines, and where the container allows `unshare`.
2. An existing unprivileged user, given the one capability that lets it pass the closed folders (CAP_DAC_OVERRIDE, held
   by root in a container by default). The files belong to that user, inside root's folder.

Either way PostgreSQL could touch files that are not its own, so the server's SQL role is no superuser. Who owns an
existing data directory decides; the first way is preferred for a new one.
"""

import os
import pwd
import subprocess
from pathlib import Path

from agent_server.errors import DatabaseUnavailable

CAPABILITY = "-all,+dac_override"


def unprivileged_prefix(pgdata: Path) -> tuple[str, ...]:
    """Return the words to put before each PostgreSQL command; `pgdata` is made and owned by whom these words mean.

    Raises:
        DatabaseUnavailable: Neither way is allowed here.
    """
    owner = pgdata.stat().st_uid if pgdata.exists() else 0
    namespace = _namespace_prefix()
    if owner == 0 and _works(namespace):
        pgdata.mkdir(mode=0o700, parents=True, exist_ok=True)
        return namespace
    user = _owner_or_service_user(owner)
    prefix = _user_prefix(user)
    holds_files = pgdata.exists() and any(pgdata.iterdir())
    if (owner == 0 and holds_files) or not _works(prefix):
        raise DatabaseUnavailable(
            "PostgreSQL must not run as root, and this system lets root start it as nobody else.",
            "Run the server as a normal user, or name a database in DATABASE_URL.",
        )
    if not pgdata.exists():
        pgdata.mkdir(mode=0o700, parents=True)
    os.chown(pgdata, user.pw_uid, user.pw_gid)
    return prefix


def _namespace_prefix() -> tuple[str, ...]:
    """Root gets the number of any existing user: `initdb` asks for that user's name."""
    user = _owner_or_service_user(0)
    return ("unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}", "--")


def _user_prefix(user: pwd.struct_passwd) -> tuple[str, ...]:
    # no_setuid_fixup: else access(2), with which initdb looks for its sister programs, forgets the capability
    return (
        *("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--no-new-privs"),
        "--securebits=+no_setuid_fixup",
        *(f"--inh-caps={CAPABILITY}", f"--ambient-caps={CAPABILITY}", f"--bounding-set={CAPABILITY}"),
    )


def _owner_or_service_user(owner: int) -> pwd.struct_passwd:
    users = {user.pw_uid: user for user in pwd.getpwall() if user.pw_uid != 0}
    if owner in users:
        return users[owner]
    named = {user.pw_name: user for user in users.values()}
    return named.get("postgres") or named.get("daemon") or next(iter(users.values()))


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        return subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False).returncode == 0
    except OSError:
        return False
