"""Benchmark 4 once more, with the server asked first: a window per process, as in life."""

from benchmarks.dial import with_the_server_asked
from benchmarks.figures import Figure


def run() -> list[Figure]:
    return [with_the_server_asked()]
