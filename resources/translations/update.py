"""Bring the translation files in step with the source: `python -m resources.translations.update`.

Collects what the window says (pyside6-lupdate) and what the rules and errors say (from the code itself), keeps the
translations there are, and compiles. New texts are then translated in the .ts files, by hand or with pyside6-linguist.
"""

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agent_app.controllers import refusals
from agent_domain.dialing import Finding
from agent_domain.findings import MESSAGES

LANGUAGES = ("zh_CN", "ru")
FOLDER = Path(__file__).parent
_ROOT = FOLDER.parent.parent
_SENTENCE = re.compile(r"^[A-Z](?:[a-z]| )[^\n{}]* [^\n{}]*[.!?]$")
DESK_MESSAGES = tuple(found.message for found in vars(refusals).values() if isinstance(found, Finding))
_UNTOLD = ("ValueError", "TypeError", "RuntimeError")
_SERVER_TELLS = (
    "api/callers.py",
    "api/health.py",
    "api/messages.py",
    "services/permits.py",
    "services/push_group.py",
    "services/sessions.py",
    "services/sync_pull.py",
    "services/sync_push.py",
)
_LOWER_LAYERS = ("agent_domain", "agent_app")


def window_sources() -> list[Path]:
    """Return the files whose texts lupdate reads."""
    return sorted((_ROOT / "agent_app" / "ui").glob("*.py"))


def told_texts(root: Path = _ROOT) -> list[str]:
    """Return the sentences that the layers below the window may tell: errors, notices, the desk's refusals."""
    paths = [path for layer in _LOWER_LAYERS for path in (root / layer).rglob("*.py") if "ui" not in path.parts]
    paths += [root / "agent_server" / name for name in _SERVER_TELLS]
    return sorted({text for path in paths for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))})


def collect(target: Path, language: str) -> None:
    """Write the texts of today's source into the .ts file `target`, keeping its translations."""
    with tempfile.TemporaryDirectory() as folder:
        rest = Path(folder) / "rest.py"
        lines = [f'QT_TRANSLATE_NOOP("Finding", {_quoted(text)})' for text in (*MESSAGES.values(), *DESK_MESSAGES)]
        lines += [f'QT_TRANSLATE_NOOP("Error", {_quoted(text)})' for text in told_texts()]
        rest.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sources = [str(path) for path in (*window_sources(), rest)]
        _run(
            "lupdate", *sources, "-ts", str(target), "-no-obsolete", "-locations", "none", "-target-language", language
        )


def compile_to(source: Path, target: Path) -> None:
    """Compile a .ts file; unfinished texts stay English."""
    _run("lrelease", str(source), "-qm", str(target), "-silent")


def main() -> None:
    """Update and compile every language."""
    for language in LANGUAGES:
        source = FOLDER / f"{language}.ts"
        collect(source, language)
        compile_to(source, source.with_suffix(".qm"))


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Yield every whole sentence in the code that is neither a docstring nor written to the log."""
    silent = {id(part) for node in ast.walk(tree) if _is_silent(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            text = node.value.strip()
            if _SENTENCE.match(text):
                yield text


def _is_silent(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        call = node.value
        logs = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and _name(call.func.value) == "log"
        return logs or isinstance(call, ast.Constant)
    return isinstance(node, ast.Call) and _name(node.func) in _UNTOLD


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(program), *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
