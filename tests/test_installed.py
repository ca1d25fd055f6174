"""Installed as a package outside the checkout, Beacon has all it needs: on each Python it is made for."""

import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
from html import unescape
from pathlib import Path

import pytest

from tests.engines import skip_or_fail
from tests.served import Site, serving

CHECKOUT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
KEPT = CHECKOUT / "var" / "pythons"  # environments of the other Pythons, made once for each lock
LOCK = CHECKOUT / "requirements.lock"


def run(*words: object, folder: Path = CHECKOUT) -> str:
    done = subprocess.run([*map(str, words)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built from the files that git tracks or would."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if name and (CHECKOUT / name).is_file():
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name, copy)
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", out)
    run(sys.executable, "-m", "pip", "wheel", *options, source, folder=source)
    (built,) = out.glob("*.whl")
    return built


def program(version: str) -> str:
    """A Python of that version which can make environments; skips the test where there is none."""
    if version == HERE:
        return sys.executable
    names = [shutil.which(f"python{version}")]
    if shutil.which("pyenv"):
        names += map(str, Path(run("pyenv", "root").strip()).glob(f"versions/{version}.*/bin/python"))
    for name in filter(None, names):
        if subprocess.run([name, "-c", "import ensurepip"], capture_output=True).returncode == 0:
            return name
    pytest.skip(f"Python {version} is not here")


def packages_of(version: str) -> Path:
    """The folder of what Beacon needs, for a Python: this environment's, or one of its own, made once."""
    if version == HERE:
        return Path(sysconfig.get_path("purelib"))
    stamp = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    folder = KEPT / version
    if not (folder / "stamp").is_file() or (folder / "stamp").read_text() != stamp:
        run(program(version), "-m", "venv", "--clear", folder)
        options = ("--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCK)
        try:
            run(folder / "bin" / "python", "-m", "pip", "install", *options)
        except AssertionError as error:
            skip_or_fail(f"the packages could not be installed for Python {version}: {error}")
        (folder / "stamp").write_text(stamp)
    return folder / "lib" / f"python{version}" / "site-packages"


def installed(version: str, wheel: Path, folder: Path) -> Path:
    """The `beacon` of an environment that holds the wheel and nothing else of Beacon."""
    packages = packages_of(version)
    run(program(version), "-m", "venv", "--without-pip", folder)
    inside = folder / "lib" / f"python{version}" / "site-packages"
    # A path alone: what an editable installation there adds besides is not followed.
    (inside / "needed.pth").write_text(f"{packages}\n")
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel)
    where = run(python, "-c", "import app, data; print(app.__file__, data.__file__)", folder=folder)
    assert str(CHECKOUT) not in where
    return folder / "bin" / "beacon"


@pytest.fixture(scope="module")
def made(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Beacon as it is installed for this Python, and a store that it made and filled itself."""
    folder = tmp_path_factory.mktemp("installed")
    beacon, store = installed(HERE, wheel, folder / "environment"), folder / "store.db"
    with serving(f"sqlite:///{store}", command=(str(beacon), "serve"), folder=folder) as site:
        check(site)
    return beacon, store


def check(site: Site) -> None:
    """Pages, their files, and the API are there, with the starter figures in them."""
    assert site.get("/readyz") == (200, "ready\n")
    status, page = site.get("/indicator/dementia-diagnosis-rate?place=halton")
    assert status == 200
    assert "--dark-blue:" in page
    assert re.search(r"\d\d\.\d%", page)
    named = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|svg)[^"]*)"|url\("(/[^"]+)"\)', page)
    files = {unescape(first or second) for first, second in named}
    assert len(files) > 10
    assert {path: status for path in files if (status := site.get(path)[0]) != 200} == {}
    assert site.get("/api/v1/targets")[0] == 200


@pytest.mark.parametrize("version", PYTHONS)
def test_a_wheel_installed_outside_the_checkout_serves_its_pages(
    version: str, made: tuple[Path, Path], wheel: Path, tmp_path: Path
):
    beacon, store = made
    if version != HERE:
        beacon = installed(version, wheel, tmp_path / "environment")
    copy = shutil.copyfile(store, tmp_path / "store.db")
    command = (str(beacon), "serve", "--workers", "1")
    with serving(f"sqlite:///{copy}", command=command, folder=tmp_path) as site:
        check(site)
    assert [path.name for path in tmp_path.iterdir() if path.name == "var"] == []
