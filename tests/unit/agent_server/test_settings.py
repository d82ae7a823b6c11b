from pathlib import Path

import pytest

from agent_server.errors import BadSetting
from agent_server.settings import Settings, settings_from_environment


def test_an_empty_environment_means_the_defaults() -> None:
    settings = settings_from_environment({})
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8765, "")


def test_each_variable_is_read() -> None:
    settings = settings_from_environment(
        {
            "DATABASE_URL": "postgresql://a/b",
            "PREDIAL_DATA_DIR": "/data",
            "PREDIAL_HOST": "::1",
            "PREDIAL_PORT": "0",
            "PREDIAL_SECRET_KEY": "k",
        }
    )
    assert settings == Settings(
        database_url="postgresql://a/b", data_dir=Path("/data"), host="::1", port=0, secret_key="k"
    )


@pytest.mark.parametrize("text", ["", "x", "-1", "65536", "²", "8 0", "1e3"])
def test_what_is_no_port_is_told(text: str) -> None:
    with pytest.raises(BadSetting, match="no port number"):
        settings_from_environment({"PREDIAL_PORT": text})


def test_none_leaves_a_value_as_it_is() -> None:
    assert Settings(port=1).with_values(port=None, host="h") == Settings(port=1, host="h")
