"""An app that registers, calls a number, tells its engine's process id, and is then killed by the test."""

import sys

import msgspec
from PySide6.QtCore import QCoreApplication

from agent_app.sip.client import SipClient
from agent_domain.calls import CallState
from agent_domain.wire import SipAccount
from tests.integration.sip.desk import Desk

app = QCoreApplication([])
desk = Desk(SipClient())
desk.client.start()
desk.client.configure(msgspec.json.decode(sys.argv[1], type=SipAccount))
desk.wait_registered()
call_id = desk.dial(sys.argv[2])
desk.wait_state(call_id, CallState.CONNECTED)
sys.stdout.write(f"{desk.client.engine_pid}\n")
sys.stdout.flush()
app.exec()
