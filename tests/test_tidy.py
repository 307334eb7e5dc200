"""The style of the house, held by a test (docs/internals/index.md says why each of these is a rule)."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 40
FILE_BYTES = 1_000_000
VAGUE_NAMES = re.compile(r"util|helper|manager|engine|processor|misc|common", re.IGNORECASE)

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def kept_files() -> list[Path]:
    """Every file of the repository: what git tracks or would; without git, everything outside caches."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode == 0 and listing.stdout:
        found = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        found = [Path(folder) / name for folder, names in walked() for name in names]
    return sorted(path for path in found if path.is_file())


def walked() -> Iterator[tuple[str, list[str]]]:
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [
            name for name in inner if name == ".ci" or not name.startswith((".", "__", "var", "dist"))
        ]
        yield folder, names


def definitions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Functions and classes at module or class level, with their dotted names; not those inside functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Definition):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from definitions(node, f"{prefix}{node.name}.")


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without decorators and without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is not None:
        docstring = node.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


@pytest.mark.parametrize("path", SOURCES, ids=label)
class TestEverySourceFile:
    def test_is_short_enough_to_read_at_once(self, path: Path) -> None:
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= FILE_LINES, f"{label(path)} has {lines} lines; split it at a word of the trade"

    def test_has_no_long_function(self, path: Path) -> None:
        functions = (
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        long = {f.name: n for f in functions if (n := function_lines(f)) > FUNCTION_LINES}
        assert not long, f"over {FUNCTION_LINES} lines (docstring not counted): {long}"

    def test_is_named_for_what_it_holds(self, path: Path) -> None:
        tree = ast.parse(path.read_text("utf-8"))
        parts = path.relative_to(ROOT / "src").with_suffix("").parts
        classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        vague = [name for name in (*parts, *classes) if VAGUE_NAMES.search(name)]
        assert not vague, f"say what it is in a word of the trade instead: {vague}"

    def test_says_what_each_public_thing_means(self, path: Path) -> None:
        tree = ast.parse(path.read_text("utf-8"))
        silent = [
            name
            for name, node in definitions(tree)
            if not any(part.startswith("_") for part in name.split(".")) and ast.get_docstring(node) is None
        ]
        if ast.get_docstring(tree) is None:
            silent.insert(0, "the module itself")
        assert not silent, f"{label(path)}: no docstring on {silent}"

    def test_prints_only_from_the_command_line(self, path: Path) -> None:
        if "cli" in path.relative_to(ROOT / "src" / "forbear").parts[:1]:
            return
        prints = [
            node.lineno
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
        assert not prints, (
            f"{label(path)} prints on lines {prints}; return a value, or log without personal data"
        )

    def test_needs_the_standard_library_alone_where_a_dialler_embeds_it(self, path: Path) -> None:
        room = path.relative_to(ROOT / "src" / "forbear").with_suffix("").parts[0]
        if room not in {"terms", "law", "money"}:
            return
        imported = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add((node.module or "").split(".")[0])
        assert imported <= sys.stdlib_module_names | {"forbear"}


def test_every_folder_of_modules_is_a_package() -> None:
    """Without `__init__.py` import-linter doesn't see a room, and pytest imports its modules under bare names."""
    folders = {path.parent for path in SOURCES} - {ROOT / "src"}
    assert [label(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_file_is_larger_than_a_megabyte() -> None:
    large = {label(path): path.stat().st_size for path in kept_files() if path.stat().st_size > FILE_BYTES}
    assert not large


def test_no_file_names_a_package_registry() -> None:
    """Which registry, mirror or proxy a machine uses is that machine's business. `uv.lock` is uv's own."""
    hosts = [b"py" + b"pi.org", b"python" + b"hosted.org", b"npm" + b"js.org", b"deb." + b"debian.org"]
    named = {
        label(path): host.decode()
        for path in kept_files()
        if path.name != "uv.lock"
        for host in hosts
        if host in path.read_bytes()
    }
    assert not named


def test_no_data_that_others_made_is_kept_in_the_repository() -> None:
    """The shared data sets are to be measured with, not to be shipped: their header lines give them away."""
    headers = {
        b"ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0": "the UCI credit-card accounts",
        b"publish_date,lpr_1y,lpr_5y": "the loan prime rates",
        b"legal_name,institution_code": "the regulator's list of companies",
    }
    kept = {}
    for path in kept_files():
        first = path.read_bytes()[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b'"')
        kept.update({label(path): name for header, name in headers.items() if first.startswith(header)})
    assert not kept


def test_nothing_is_left_for_later() -> None:
    words = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b")
    left = [
        f"{label(path)}:{number}"
        for path in kept_files()
        if path.suffix in {".py", ".sql", ".html", ".toml"} and path.name != "uv.lock"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert not left


def test_every_command_is_documented(commands: list[str]) -> None:
    pages = "\n".join(page.read_text("utf-8") for page in sorted((ROOT / "docs" / "reference").glob("*.md")))
    headings = set(re.findall(r"^#+ `?(forbear(?: [a-z-]+)+)`?\s*$", pages, re.MULTILINE))
    assert "forbear judge" in commands
    groups = {command.rsplit(" ", 1)[0] for command in commands} - {"forbear"}
    assert set(commands) == headings - groups


def test_every_kind_of_rule_is_documented() -> None:
    from forbear.law.rules.rule import KINDS

    page = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
    headings = "\n".join(line for line in page.splitlines() if line.startswith("#"))
    assert [kind for kind in KINDS if f"`{kind}`" not in headings] == []


def test_no_two_tests_share_a_file_name() -> None:
    """pytest takes two test files of one name for one, and runs neither."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert not {name for name in names if names.count(name) > 1}
