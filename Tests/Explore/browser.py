"""Chromium without a window, spoken to through a pipe: no driver and no library."""

import json
import os
import shutil
import signal
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome")
EXECUTABLE = next(filter(None, map(shutil.which, NAMES)), None)
KEYS = {
    "ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "Tab": 9, "Enter": 13, " ": 32,
}


class Browser:
    """One page of a browser of its own; `with Browser() as page`."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        (commands, self.write), (self.read, answers) = os.pipe(), os.pipe()
        # The browser reads from 3 and writes to 4; numbers above are out of each other's way.
        fds = [os.dup2(commands, 50 + commands), os.dup2(answers, 50 + answers)]
        arguments = [
            EXECUTABLE, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--remote-debugging-pipe", "--no-first-run", f"--user-data-dir={self.profile.name}",
            "--window-size=1280,900",
        ]
        self.process = os.posix_spawn(EXECUTABLE, arguments, os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, fds[0], 3), (os.POSIX_SPAWN_DUP2, fds[1], 4),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_DUP2, 1, 2)])
        for fd in (commands, answers, *fds):
            os.close(fd)
        self.number, self.rest, self.events, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)
        os.close(self.write)
        os.close(self.read)
        self.profile.cleanup()

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def receive(self):
        while b"\0" not in self.rest:
            data = os.read(self.read, 1 << 20)
            if not data:
                raise RuntimeError("the browser has ended")
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def run(self, script):
        """What a script comes to, promises awaited."""
        found = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["exceptionDetails"]["exception"]["description"])
        return found["result"].get("value")

    def open(self, address):
        self.call("Page.navigate", url=address)
        self.run("new Promise(done => document.readyState === 'complete' ? done()"
                 " : addEventListener('load', done))")
        self.settle()

    def settle(self):
        """Waits until the page has drawn what it was told."""
        self.run("new Promise(done => requestAnimationFrame("
                 "() => requestAnimationFrame(() => setTimeout(done, 0))))")

    def press(self, key, times=1):
        for _ in range(times):
            for kind in ("rawKeyDown", "keyUp"):
                self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                          windowsVirtualKeyCode=KEYS[key])
                if kind == "rawKeyDown" and key in ("Enter", " "):
                    self.call("Input.dispatchKeyEvent", type="char",
                              text="\r" if key == "Enter" else key)
        self.settle()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.settle()

    @property
    def complaints(self):
        """What the console, exceptions and requests beyond the file have to say."""
        found = []
        for event in self.events:
            method, body = event.get("method"), event.get("params", {})
            if method in ("Runtime.exceptionThrown", "Log.entryAdded"):
                found.append(json.dumps(body)[:300])
            if method == "Runtime.consoleAPICalled":
                found.append(json.dumps(body.get("args"))[:300])
            if method == "Network.requestWillBeSent":
                url = body["request"]["url"]
                if not url.startswith(("file:", "data:", "about:")):
                    found.append(f"asks for {url}")
        return found
