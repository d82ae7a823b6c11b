"""Bring the translation files in step with the source: `python -m resources.translations.update`.

Collects what the window says (pyside6-lupdate) and what the rules and errors say (from the code itself), keeps the
translations there are, and compiles. New texts are then translated in the .ts files, by hand or with pyside6-linguist.
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agent_domain.findings import MESSAGES

LANGUAGES = ("zh_CN", "ru")
FOLDER = Path(__file__).parent
_ROOT = FOLDER.parent.parent
_ERRORS = {"AgentError", "StorageError", "SipError", "SyncError", "RuleError"}


def window_sources() -> list[Path]:
    """Return the files whose texts lupdate reads."""
    return sorted((_ROOT / "agent_app" / "ui").glob("*.py"))


def error_texts(root: Path = _ROOT) -> list[str]:
    """Return titles and messages of the errors raised with plain texts by the desktop and the rules."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(_error_sources(root))]
    kinds = set(_ERRORS)
    for tree in trees:
        kinds |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and _names(node.bases) & kinds}
    return sorted({text for tree in trees for text in _raised(tree, kinds)})


def collect(target: Path, language: str) -> None:
    """Write the texts of today's source into the .ts file `target`, keeping its translations."""
    with tempfile.TemporaryDirectory() as folder:
        rest = Path(folder) / "rest.py"
        lines = [f'QT_TRANSLATE_NOOP("Finding", {_quoted(text)})' for text in MESSAGES.values()]
        lines += [f'QT_TRANSLATE_NOOP("Error", {_quoted(text)})' for text in error_texts()]
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


def _error_sources(root: Path) -> Iterator[Path]:
    for package in ("agent_domain", "agent_app"):
        yield from (path for path in (root / package).rglob("*.py") if "ui" not in path.parts)


def _names(bases: list[ast.expr]) -> set[str]:
    return {base.id for base in bases if isinstance(base, ast.Name)}


def _raised(tree: ast.AST, kinds: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            for argument in node.args[:2]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                    yield argument.value


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(program), *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    main()
