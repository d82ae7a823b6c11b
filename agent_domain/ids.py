"""Identifiers: made where the fact is made, so that work goes on without the server."""

import os
import time
from typing import NewType
from uuid import UUID

LeadId = NewType("LeadId", UUID)
CallId = NewType("CallId", UUID)
CommandId = NewType("CommandId", UUID)
UserId = NewType("UserId", UUID)
TeamId = NewType("TeamId", UUID)
CampaignId = NewType("CampaignId", UUID)
DeviceId = NewType("DeviceId", UUID)


def new_id() -> UUID:
    """Make a UUIDv7: time-ordered, so that rows made together lie together.

    Source: RFC 9562 section 5.7.
    """
    unix_ms = time.time_ns() // 1_000_000
    value = (unix_ms & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
