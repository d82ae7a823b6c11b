"""A registrar that lets everybody in and finds everybody busy, and writes down when each INVITE came.

    python -m benchmarks.registrar PORT

One line of standard output per new INVITE: the dialed user and `time.perf_counter_ns`, which on Linux is one clock for
all processes. A process of its own, so that the busy window under test does not delay what it sees.
"""

import re
import select
import socket
import sys
import time

USER = re.compile(rb"INVITE sip:([^@;>]+)@")
COPIED = (b"via", b"from", b"to", b"call-id", b"cseq", b"v", b"f", b"t", b"i")


def main() -> None:
    seen = set[bytes]()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", int(sys.argv[1])))
        print("ready", flush=True)
        while sys.stdin not in select.select([udp, sys.stdin], [], [])[0]:  # its end is the end of the benchmark
            request, sender = udp.recvfrom(65_535)
            arrived_ns = time.perf_counter_ns()
            method = request.split(b" ", 1)[0]
            if method in (b"", b"\r\n", b"\r\n\r\n", b"ACK") or request.startswith(b"SIP/2.0"):
                continue
            udp.sendto(_answer(method, request), sender)
            if method == b"INVITE" and (found := USER.match(request)) and _call_id(request) not in seen:
                seen.add(_call_id(request))
                print(found.group(1).decode(), arrived_ns, flush=True)


def _answer(method: bytes, request: bytes) -> bytes:
    lines = request.split(b"\r\n\r\n", 1)[0].split(b"\r\n")[1:]
    kept = [line for line in lines if line.split(b":", 1)[0].strip().lower() in COPIED]
    kept = [
        line + b";tag=b" if line.lower().startswith((b"to:", b"t:")) and b"tag=" not in line else line for line in kept
    ]
    if method == b"REGISTER":
        kept += [line + b";expires=3600" for line in lines if line.lower().startswith((b"contact:", b"m:"))]
    status = b"486 Busy Here" if method == b"INVITE" else b"200 OK"
    return b"\r\n".join([b"SIP/2.0 " + status, *kept, b"Content-Length: 0", b"", b""])


def _call_id(request: bytes) -> bytes:
    return next(line for line in request.split(b"\r\n") if line.lower().startswith((b"call-id:", b"i:")))


if __name__ == "__main__":
    main()
