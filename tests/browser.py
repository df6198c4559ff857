"""Headless Chromium for the tests of the report, and why they are skipped without it."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: Switches that keep the browser from asking anything of anybody.
_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
#: axe-core's axe.min.js: from the variable, or where ``npm install axe-core`` in the repository puts it.
AXE = Path(os.environ.get("AXE_CORE") or Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js")

needs_browser = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER),
    reason="no chromium or chromedriver: on Debian, apt-get install chromium chromium-driver (see docs/audit.md)",
)
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="no axe-core: npm install --no-save axe-core, or set AXE_CORE to axe.min.js"
)


class Browser:
    """One headless browser; `open` returns nothing and waits until the page is loaded."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file of the report."""
        self.driver.get("about:blank")
        self.driver.get(path.resolve().as_uri() + fragment)

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a script in the page returns."""
        return self.driver.execute_script(script, *arguments)

    def until(self, script: str, message: str = "") -> Any:
        """Wait until a script in the page returns something true, and return that."""
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.driver, 20).until(lambda d: d.execute_script(script), message)

    def messages(self) -> list[str]:
        """Return what the page has written to the console since the last call: errors and warnings."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return the addresses that pages have asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def emulate(self, width: int = 1200, scheme: str = "light", media: str = "screen") -> None:
        """Set the width of the page in CSS pixels, the colour scheme and the medium."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})

    def axe(self) -> list[str]:
        """Return the violations that axe-core finds in the open page."""
        self.driver.set_script_timeout(300)
        self.run(AXE.read_text("utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']})"
            ".then(r => done(r.violations), e => done([{id: String(e), nodes: []}]))"
        )
        return [f"{v['id']}: {n['html'][:150]}" for v in found for n in v["nodes"] or [{"html": ""}]]


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start a browser with an empty profile folder and stop it at the end."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = CHROMIUM or ""
    for switch in (*_SWITCHES, f"--user-data-dir={profile}", "--window-size=1200,900"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
