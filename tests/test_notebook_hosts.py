"""What a notebook really shows: JupyterLab that trusts its outputs and that does not, and marimo as an app, each in a real browser.

`make hosts` runs this with Chromium, which it needs, and installs both; elsewhere it is left out.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.asking import WEBSITES
from tests.chromium import SCHEMES, launched, needed
from tests.test_show import under_way

pytest.importorskip("playwright", reason="`make hosts` installs it")
pytest.importorskip("jupyterlab", reason="`make hosts` installs it")
pytest.importorskip("marimo", reason="`make hosts` installs it")

pytestmark = needed
PATIENCE = 60
"""Seconds within which a host has to answer."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Chromium, without a window."""
    with launched() as browser:
        yield browser


@contextmanager
def served(line: list[str], port: int, folder: Path) -> Iterator[str]:
    """A program that serves at this port, with whatever it keeps in this folder; it ends afterwards."""
    own = {
        name: str(folder / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "HOME")
    }
    env = {
        **os.environ,
        **own,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH")])),
    }
    address = f"http://localhost:{port}"
    with subprocess.Popen(  # noqa: S603 - our own line
        [sys.executable, "-m", *line],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,
    ) as program:
        try:
            end = time.monotonic() + PATIENCE
            while not _answers(address):
                assert program.poll() is None
                assert time.monotonic() < end
                time.sleep(0.2)
            yield address
        finally:
            os.killpg(program.pid, signal.SIGKILL)  # asked to end, JupyterLab may wait for its kernels without an end


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - on this machine
            return True
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("localhost", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def notebook(title: str) -> str:
    """A notebook with what values of a transfer show in it, as a kernel would have kept that; each title is another notebook."""
    flow = under_way()
    history = flow.history(WEBSITES)
    shown: list[Any] = [
        flow.overview(),
        history[:5],
        history.timeline(),
        history.road(),
        flow.next_steps(WEBSITES),
        flow.front(),
    ]
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "id": "0", "metadata": {}, "source": title}]
    cells += [
        {
            "cell_type": "code", "execution_count": n, "id": str(n), "metadata": {}, "source": "",
            "outputs": [{"output_type": "execute_result", "execution_count": n, "metadata": {},
                         "data": {"text/html": value._repr_html_(), "text/plain": str(value)}}],
        }
        for n, value in enumerate(shown, 1)
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab, in which one notebook is trusted and another is not."""
    import nbformat
    from nbformat.sign import NotebookNotary

    folder = tmp_path_factory.mktemp("lab")
    for name in ("trusted", "untrusted"):
        (folder / f"{name}.ipynb").write_text(notebook(name), encoding="utf-8")
    (folder / "jupyter_data_dir").mkdir()
    trust: Any = NotebookNotary  # without types, as all of nbformat
    read: Any = nbformat.read
    trust(data_dir=str(folder / "jupyter_data_dir")).sign(read(folder / "trusted.ipynb", as_version=4))
    port = free_port()
    line = [
        "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.token=", "--ServerApp.password=", "--allow-root",
        "--LabApp.news_url=None", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    with served(line, port, folder) as address:
        yield address


def outputs(chromium: Any, address: str, name: str, dark: str = "") -> Any:
    """What a notebook shows, in a reader of its own."""
    for context in chromium.contexts:
        context.close()
    page = chromium.new_context(
        viewport={"width": 1280, "height": 6000}, color_scheme="dark" if dark else "light"
    ).new_page()
    page.goto(f"{address}/lab/tree/{name}.ipynb?reset")
    page.wait_for_function(
        "document.querySelectorAll('.jp-OutputArea-output .ov').length >= 6", timeout=PATIENCE * 1000
    )
    return page


LEFT = """[...document.querySelectorAll('.ov td, .ov th')].filter(
    cell => cell.checkVisibility() && getComputedStyle(cell).textAlign !== 'left').length"""
"""How many cells do not begin at the left."""
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 25, 28)"}
"""On what it is written."""
PICTURES = "[...document.querySelectorAll('.ov svg')].filter(picture => picture.checkVisibility()).length"
"""How many pictures one sees."""


def test_a_lab_that_trusts_shows_pictures_and_tables(chromium: Any, lab: str) -> None:
    """Three pictures, each with its words, and every table with its cells at the left."""
    page = outputs(chromium, lab, "trusted")
    assert (3, 0) == (page.evaluate(PICTURES), page.evaluate(LEFT))
    assert page.get_by_text("De tijdlijn in woorden").count() == 2


def test_a_lab_that_does_not_trust_reads_well(chromium: Any, lab: str) -> None:
    """No picture and nothing of what is written in one, but its words; tables as they are; signs beside colours."""
    page = outputs(chromium, lab, "untrusted")
    assert (0, 0) == (page.evaluate(PICTURES), page.evaluate(LEFT))
    assert page.get_by_text("De tijdlijn in woorden").count() == 2
    seen = page.evaluate("[...document.querySelectorAll('.jp-OutputArea-output')].map(o => o.innerText).join('\\n')")
    assert "overdragende partij (laag)" not in seen
    assert "ToestandToestand" not in seen
    for expected in (
        "✗ nog niet mogelijk",
        "Waarover een besluit nodig is",
        "Wie op wie wacht",
        "Het proces staat nu in",
    ):
        assert expected in seen


MARIMO = """# /// script
# [tool.marimo.display]
# theme = "{theme}"
# ///
import marimo
app = marimo.App()

@app.cell
def _():
    from tests.asking import WEBSITES
    from tests.test_show import under_way
    flow = under_way()
    flow.overview()
    return WEBSITES, flow

@app.cell
def _(WEBSITES, flow):
    flow.history(WEBSITES)[:5]
    return

@app.cell
def _(flow):
    flow.front()
    return

@app.cell
def _(flow):
    import marimo as mo
    flow.verify(deep=True, progress=mo.status.progress_bar)
    return

if __name__ == "__main__":
    app.run()
"""


def test_marimo_shows_it_as_an_app(chromium: Any, tmp_path: Path) -> None:
    """A slice of a history is a history, with its picture; tables are tables, at the left; what takes long has the bar of marimo; light or dark as marimo is."""
    for scheme in SCHEMES:
        (tmp_path / "app.py").write_text(MARIMO.replace("{theme}", scheme), encoding="utf-8")
        port = free_port()
        line = ["marimo", "run", "app.py", "--headless", "--no-token", "--port", str(port)]
        with served(line, port, tmp_path) as address:
            page = chromium.new_context(viewport={"width": 1280, "height": 3000}).new_page()
            page.goto(address)
            page.wait_for_function("document.querySelectorAll('.ov').length >= 4", timeout=PATIENCE * 1000)
            assert (1, 0) == (page.evaluate(PICTURES), page.evaluate(LEFT))
            assert page.get_by_text("Wie op wie wacht").is_visible()
            assert page.get_by_text("Het logboek klopt").is_visible()
            papers = "[...new Set([...document.querySelectorAll('.ov')].map(o => getComputedStyle(o).backgroundColor))]"
            assert [PAPER[scheme]] == page.evaluate(papers)
            marks = "[...new Set([...document.querySelectorAll('.ov ul')].map(list => getComputedStyle(list).listStyleType))]"
            assert ["disc"] == page.evaluate(marks)
