"""What the documents promise is there: links lead somewhere, commands exist, both languages say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
FENCE = re.compile(r"^(`{3,})([^\n]*)\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) +(.+?)\s*$", re.MULTILINE)


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """A page without its code."""
    return FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """The anchors that the usual renderers give a page's headings."""
    kept = (re.sub(r"[^\w\- ]", "", text.lower()) for _, text in HEADING.findall(prose(path)))
    return {text.replace(" ", "-") for text in kept}


def shell_lines(path: Path) -> list[str]:
    """The commands of a page's shell examples, without comments and output."""
    blocks = (
        body for _, info, body in FENCE.findall(path.read_text("utf-8")) if info.strip() in {"sh", "bash"}
    )
    lines = (line.split("  #")[0].rstrip() for body in blocks for line in body.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_make_commands_are_targets(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)`", prose(page)))
    named |= {
        words[1] for line in shell_lines(page) if (words := line.split())[0] == "make" and len(words) > 1
    }
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_forbear_commands_exist(page: Path, commands: list[str]) -> None:
    called = [
        call
        for line in shell_lines(page)
        for call in re.findall(r"(?:^|\| ?|\$\()(?:\.venv/bin/)?(forbear .+)", line)
    ]
    unknown = [call for call in called if not any(f"{call} ".startswith(f"{name} ") for name in commands)]
    assert not unknown


def test_the_page_of_commands_is_the_commands() -> None:
    words = ["typer", "forbear.cli.commands", "utils", "docs", "--name", "forbear", "--title", "Commands"]
    made = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=True).stdout
    page = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    assert page.strip() == made.strip(), "the commands changed: run `make reference`"


def test_both_readmes_have_the_same_shape_and_the_same_commands() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    levels = [[marks for marks, _ in HEADING.findall(prose(page))] for page in (english, chinese)]
    assert levels[0] == levels[1]
    assert shell_lines(english) == shell_lines(chinese) != []
    targets = [
        [target for target in LINK.findall(prose(page)) if not target.startswith("README")]
        for page in (english, chinese)
    ]
    assert targets[0] == targets[1]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_python_of_the_readme_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = [body for _, info, body in FENCE.findall((ROOT / page).read_text("utf-8")) if info == "python"]
    for body in blocks:
        exec(compile(body, page, "exec"), {})
    assert any("assert" in body for body in blocks)


@pytest.mark.parametrize(("page", "language"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_answer_in_the_readme_is_what_judge_says(page: str, language: str) -> None:
    shown = [body for _, info, body in FENCE.findall((ROOT / page).read_text("utf-8")) if info == "text"]
    command = [Path(sys.executable).parent / "forbear", "--lang", language, "judge", "--pretty"]
    said = subprocess.run(
        [*command, ROOT / "examples" / "late_call.json"], capture_output=True, text=True, check=True
    ).stdout
    assert "".join(shown[0].split()) == "".join(said.split())


def test_the_readme_opens_with_the_two_commands() -> None:
    assert shell_lines(ROOT / "README.md")[:2] == ["make run", "make test"]


def test_the_changelog_has_its_four_sections() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for release in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        assert re.findall(r"^### (.+)$", release, re.MULTILINE) == ["Law", "Safety", "Features", "Internals"]


def test_every_decision_follows_the_template() -> None:
    for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        sections = [text for marks, text in HEADING.findall(prose(page)) if marks == "##"]
        assert sections == ["The question", "What we do", "Why", "What would change it"], label(page)


def test_the_internals_point_at_files_that_exist() -> None:
    page = (ROOT / "docs" / "internals" / "index.md").read_text("utf-8")
    rows = [line.split("|")[2] for line in page.splitlines() if line.startswith("|") and "`" in line]
    missing = []
    for row in rows:
        folder = ROOT
        for name in re.findall(r"`([^`]+)`", row):
            path = ROOT / name if name.startswith("src/") else folder / name
            folder = path.parent if path.suffix else path
            missing += [] if path.exists() else [name]
    assert rows
    assert not missing
