"""Tones: make one, and find out how loud one is in what was heard (Goertzel's algorithm)."""

import math
import struct
import wave
from pathlib import Path


def write_tone(path: Path, frequency_hz: float, length_s: float, rate_hz: int = 16_000) -> None:
    """Write a mono sine of half the full amplitude."""
    count = round(length_s * rate_hz)
    samples = (round(16_000 * math.sin(2 * math.pi * frequency_hz * index / rate_hz)) for index in range(count))
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, rate_hz, count, "NONE", ""))
        out.writeframes(struct.pack(f"<{count}h", *samples))


def samples_of(sound: bytes) -> tuple[int, ...]:
    """Return signed 16 bit samples."""
    return struct.unpack(f"<{len(sound) // 2}h", sound[: len(sound) // 2 * 2])


def share_of_tone(samples: tuple[int, ...], frequency_hz: float, rate_hz: int) -> float:
    """Return which part (0 to 1) of the samples' power lies at `frequency_hz`; 0 for silence."""
    power = sum(sample * sample for sample in samples)
    if not samples or power / len(samples) < 100:  # below -50 dBFS
        return 0.0
    step = 2 * math.pi * frequency_hz / rate_hz
    real = sum(sample * math.cos(step * index) for index, sample in enumerate(samples))
    imaginary = sum(sample * math.sin(step * index) for index, sample in enumerate(samples))
    return 2 * (real * real + imaginary * imaginary) / (len(samples) * power)


def median_share(samples: tuple[int, ...], frequency_hz: float, rate_hz: int, window_s: float = 0.1) -> float:
    """Return the median share of the tone over windows: a gap or a click spoils one window, not the phase of all."""
    size = round(window_s * rate_hz)
    shares = sorted(
        share_of_tone(samples[start : start + size], frequency_hz, rate_hz)
        for start in range(0, len(samples) - size + 1, size)
    )
    return shares[len(shares) // 2] if shares else 0.0
