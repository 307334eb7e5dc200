"""`forbear check examples/borrower/zh` as the borrower runs it, and the small one in English."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("forbear")
EXAMPLES = Path(__file__).parents[3] / "examples" / "borrower"


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FORBEAR_", "LC_"))}
    return subprocess.run(
        [SCRIPT, *words],
        cwd=folder,
        env=kept | {"LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("story")
    return folder, run("check", str(EXAMPLES / "zh"), "--on", "2026-11-24", folder=folder)


Story = tuple[Path, subprocess.CompletedProcess[str]]


def test_the_mother_the_colleagues_and_the_twelve_are_counted(story: Story) -> None:
    assert story[1].returncode == 0, story[1].stderr
    for line in ("仅来自通讯录的人: 12", "同事: 2", "家人: 1 · 次数 3", "第68条", "12378", "这不是法律意见"):
        assert line in story[1].stdout


def test_the_screen_shows_nobodys_number_or_words(story: Story) -> None:
    shown = story[1].stdout + story[1].stderr
    assert (
        "12000000" not in shown
        and "02100000" not in shown
        and "坐牢" not in shown
        and "通讯录01" not in shown
    )


def test_the_papers_are_there_and_the_files_as_they_were(story: Story, tmp_path: Path) -> None:
    out = story[0] / "forbear-check"
    names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    letters = {
        f"letters/{k}.{e}"
        for k in ("stop", "lender", "authority", "dispute", "data", "plan")
        for e in ("pdf", "txt")
    }
    assert names == {"dossier.pdf", "timeline.svg", "contacts.csv", ".forbear-check"} | letters
    assert all(p.read_bytes().startswith(b"%PDF-") for p in out.rglob("*.pdf"))
    before = hashes(EXAMPLES / "zh")
    assert run("--lang", "zh", "check", str(EXAMPLES / "zh"), "-o", "again", folder=tmp_path).returncode == 0
    assert hashes(EXAMPLES / "zh") == before


def test_every_contact_is_a_row(story: Story) -> None:
    with (story[0] / "forbear-check" / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 34 and sum(r["结论"] == "触及条款" for r in rows) == 24


def test_another_folder_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    told = run("check", str(EXAMPLES / "en"), "-o", "mine", folder=tmp_path)
    assert told.returncode == 2 and "holds other files" in told.stderr


def test_a_bad_file_among_good_ones_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for path in (EXAMPLES / "en").iterdir():
        (files / path.name).write_bytes(path.read_bytes())
    (files / "formula.csv").write_text(
        'Time,Number,Type,Text\n2026-10-16 22:30,617-555-0142,Incoming,"=HYPERLINK(""x"")"\n', "utf-8"
    )
    (files / "junk.csv").write_bytes(bytes(range(256)))
    told = run("check", "files", "-o", "out", "--on", "2026-11-24", folder=tmp_path)
    assert told.returncode == 1 and "junk.csv: is no text" in told.stderr
    assert "12 CFR 1006.6(c)" in told.stdout and "family: 1" in told.stdout
    assert "'=HYPERLINK" in (tmp_path / "out" / "contacts.csv").read_text("utf-8-sig")
