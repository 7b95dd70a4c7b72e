#!/usr/bin/env python3
"""Drives the page of `dfcheck migrate --diff=html` in a real Chromium: hover, keyboard and copy.

    tests/browser.py [--shots DIR]

needs chromium and chromedriver on the PATH, and a dfcheck in target/debug. With --shots it leaves pictures of the page in
DIR: light, dark, and as wide as a phone.
"""

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PORT = 9517
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Browser:
    """As much of WebDriver as the test needs."""

    def __init__(self, profile):
        self.driver = subprocess.Popen(["chromedriver", f"--port={PORT}", "--silent"])
        options = {"binary": shutil.which("chromium"), "args": [*FLAGS, f"--user-data-dir={profile}"]}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        for _ in range(100):
            try:
                self.session = f"/session/{self.send('POST', '/session', wanted)['sessionId']}"
                return
            except urllib.error.URLError:
                time.sleep(0.1)
        raise SystemExit("chromedriver does not answer")

    def send(self, method, path, body=None):
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def post(self, path, body=None):
        return self.send("POST", self.session + path, body)

    def run(self, script, *arguments):
        return self.post("/execute/sync", {"script": script, "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def element(self, selector):
        found = self.post("/element", {"using": "css selector", "value": selector})
        return {"element-6066-11e4-a52e-4f735466cecf": next(iter(found.values()))}

    def hover(self, selector):
        move = {"type": "pointerMove", "duration": 0, "origin": self.element(selector), "x": 0, "y": 0}
        self.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
        self.post("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [move]}]})

    def press(self, key):
        keys = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.post("/actions", {"actions": [{"type": "key", "id": "keys", "actions": keys}]})

    def picture(self, path):
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.devtools("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        self.send("DELETE", self.session)
        self.driver.terminate()
        self.driver.wait()


def check(holds, what):
    print("ok  " if holds else "FAIL", what)
    if not holds:
        check.failed += 1


check.failed = 0


def drive(browser, expression):
    lit = "return [...document.querySelectorAll('.lit')].map((it) => it.dataset.step ?? it.dataset.line)"
    expose = browser.run("return [...document.querySelectorAll('.step')].find((it) => it.textContent.includes('EXPOSE'))"
                         ".dataset.step")
    step = f".step[data-step='{expose}']"
    nix = browser.run("return document.querySelector(arguments[0]).dataset.nix.split(' ')", step)

    browser.hover(f"{step} .left")
    check(set(browser.run(lit)) == {expose, *nix}, "hovering an instruction lights it and its lines of the expression")
    browser.hover(f".lines [data-line='{nix[0]}']")
    check(set(browser.run(lit)) == {expose, *nix}, "hovering a line of the expression lights its instruction")
    browser.hover(f"{step} .left b")
    same = browser.run("return [...document.querySelectorAll('b.same')].map((it) => it.textContent)")
    check(len(same) == 2 and len(set(same)) == 1, f"hovering a word lights it on both sides ({same})")

    here = "return document.activeElement.dataset.step ?? document.activeElement.dataset.line ?? null"
    browser.hover("h1")
    browser.run("document.activeElement.blur()")
    browser.press("j")
    first = browser.run(here)
    browser.press("j")
    second = browser.run(here)
    check(first is not None and second is not None and first != second, "j goes from instruction to instruction")
    browser.press("k")
    check(browser.run(here) == first, "k goes back")
    check(first in browser.run(lit), "the instruction that has the focus is lit")
    browser.run("document.querySelector(arguments[0]).focus()", step)
    browser.press("\ue007")
    check(browser.run(here) == nix[0], "Enter goes to the Nix of an instruction")
    browser.press("\ue007")
    check(browser.run(here) == expose, "Enter goes back to the instruction")
    browser.press("\ue00c")
    check(browser.run(here) is None and browser.run(lit) == [], "Escape leaves")
    browser.run("document.body.focus()")
    browser.press("\ue004")
    check(browser.run("return document.activeElement.matches('.step')"), "Tab reaches the instructions")

    browser.devtools("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.run("document.getElementById('copy').focus()")
    browser.press("\ue007")
    for _ in range(50):
        if said := browser.run("return document.getElementById('copied').textContent"):
            break
        time.sleep(0.05)
    check(said == "copied", f"the button says that it has copied ({said!r})")
    browser.run("const area = document.createElement('textarea'); area.id = 'paste'; document.body.append(area);"
                "area.focus()")
    browser.post("/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
        {"type": "keyDown", "value": "\ue009"}, {"type": "keyDown", "value": "v"},
        {"type": "keyUp", "value": "v"}, {"type": "keyUp", "value": "\ue009"}]}]})
    pasted = browser.run("const area = document.getElementById('paste'); const text = area.value; area.remove(); return text")
    check(pasted == expression, "what is copied is the expression, byte for byte")


def widths(browser, folder, name):
    wide = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    for label, width, scheme in [("light", 1280, "light"), ("dark", 1280, "dark"), ("wide", 1800, "light"),
                                 ("phone", 390, "light"), ("phone-dark", 390, "dark")]:
        browser.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                         mobile=width < 500)
        browser.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        check(browser.run(wide), f"nothing is cut off at {width} ({label})")
        back = browser.run("return getComputedStyle(document.body).backgroundColor")
        check((back == "rgb(255, 255, 255)") == (scheme == "light"), f"the colours are {scheme} ({back})")
        if folder:
            browser.picture(folder / f"{name}-{label}.png")


def main():
    folder = pathlib.Path(sys.argv[2]) if sys.argv[1:2] == ["--shots"] else None
    program = ROOT / "target/debug/dfcheck"
    with tempfile.TemporaryDirectory() as scratch:
        browser = Browser(f"{scratch}/profile")
        try:
            for name in ["flask", "vite-nginx", "download"]:
                dockerfile = f"tests/examples/{name}/Dockerfile"
                page = pathlib.Path(scratch, f"{name}.html")
                subprocess.run([program, "migrate", "--diff=html", "-o", page, dockerfile], cwd=ROOT, check=True)
                expression = subprocess.run([program, "migrate", "-q", dockerfile], cwd=ROOT, check=True,
                                            capture_output=True, text=True).stdout
                browser.post("/url", {"url": page.as_uri()})
                print(name)
                if name == "flask":
                    drive(browser, expression)
                widths(browser, folder, name)
            errors = [it for it in browser.send("POST", browser.session + "/se/log", {"type": "browser"})
                      if it["level"] == "SEVERE"]
            check(not errors, f"the console has no errors {errors}")
        finally:
            browser.close()
    raise SystemExit(1 if check.failed else 0)


if __name__ == "__main__":
    main()
