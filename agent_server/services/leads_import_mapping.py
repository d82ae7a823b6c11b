"""The mapping file: our field -> their header, for lists whose headers we do not know.

Source: requirements G4.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml

from agent_server.services.leads_import_encoding import detect_encoding
from agent_server.services.leads_import_headers import FIELDS
from agent_server.services.leads_import_rows import UnreadableFile


def read_mapping(path: Path) -> dict[str, str]:
    """Read a YAML or JSON file with lines such as ``phone: Kontakt 1``.

    Raises:
        UnreadableFile: It is no such file or names a field that we do not have.
    """
    try:
        content = yaml.safe_load(path.read_text(detect_encoding(path)))
    except (yaml.YAMLError, UnicodeError) as error:
        message = "Write one line per field, for example `phone: Tel` and `consent_source: Opt-in`."
        raise UnreadableFile(
            "The mapping file is neither YAML nor JSON.", message, code="mapping_unreadable"
        ) from error
    if not isinstance(content, dict):
        message = "Write one line per field, for example `phone: Tel` and `consent_source: Opt-in`."
        raise UnreadableFile("The mapping file does not map fields to headers.", message, code="mapping_unreadable")
    return checked_mapping({str(field): str(header) for field, header in content.items()})


def checked_mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping if it names only fields that we have.

    Raises:
        UnreadableFile: `mapping_field_unknown`; the message lists the fields.
    """
    for field in mapping:
        if field not in FIELDS:
            message = f"Our fields are: {', '.join(FIELDS)}."
            raise UnreadableFile(f'There is no field "{field}" to map to.', message, code="mapping_field_unknown")
    return dict(mapping)
