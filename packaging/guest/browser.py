"""One page in a real Chromium, without a driver to install: the browser's own protocol over two pipes."""
import base64, glob, json, os, shutil, subprocess, tempfile, time, zipfile

from guest import GuestError


def axe():
    """The accessibility checker, from the library that the build's own page tests fetched."""
    for jar in sorted(glob.glob(os.path.expanduser('~/.m2/repository/com/deque/html/axe-core/playwright/*/*.jar')), reverse=True):
        with zipfile.ZipFile(jar) as z:
            for name in z.namelist():
                if name.endswith('axe.min.js'):
                    return z.read(name).decode()
    raise GuestError('there is no axe on this computer: run "mvn verify" or "mvn dependency:go-offline" once')


class Page:
    """A headless page. `evaluate` runs a script in it and returns its JSON value."""

    def __init__(self, log):
        chromium = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
        if not chromium:
            raise GuestError('there is no Chromium on this computer: sudo apt install chromium')
        self.profile = tempfile.mkdtemp(prefix='lab-browser-')
        to_browser, self.to = os.pipe()
        self.back, from_browser = os.pipe()
        # the browser reads commands from descriptor 3 and answers on 4
        command = ('exec 3<&%d 4>&%d; exec %s --headless=new --no-sandbox --disable-gpu --remote-debugging-pipe --no-first-run '
                   '--disable-background-networking --disable-component-update --disable-sync --user-data-dir=%s about:blank'
                   % (to_browser, from_browser, chromium, self.profile))
        self.process = subprocess.Popen(['bash', '-c', command], pass_fds=(to_browser, from_browser),
                                        stdin=subprocess.DEVNULL, stdout=open(log, 'ab'), stderr=subprocess.STDOUT)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.rest, self.session = 0, b'', None
        self.keys = self.presses = 0           # keys in all; those that do something
        target = next(t for t in self.ask('Target.getTargets')['targetInfos'] if t['type'] == 'page')
        self.session = self.ask('Target.attachToTarget', targetId=target['targetId'], flatten=True)['sessionId']
        self.ask('Page.enable')

    def ask(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        while True:
            while b'\0' not in self.rest:
                got = os.read(self.back, 1 << 16)
                if not got:
                    raise GuestError('the browser ended')
                self.rest += got
            line, self.rest = self.rest.split(b'\0', 1)
            answer = json.loads(line)
            if answer.get('id') == self.number:
                if 'error' in answer:
                    raise GuestError('browser: %s: %s' % (method, answer['error'].get('message')))
                return answer['result']

    def evaluate(self, script):
        r = self.ask('Runtime.evaluate', expression=script, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in r:
            raise GuestError('in the page: ' + str(r['exceptionDetails'].get('exception', {}).get('description'))[:300])
        return r['result'].get('value')

    def wait(self, script, seconds=30):
        end = time.monotonic() + seconds
        while True:
            try:
                if self.evaluate(script):
                    return
            except GuestError as e:                # between two pages there is nothing to run it in
                if time.monotonic() > end:
                    raise e
            if time.monotonic() > end:
                raise GuestError('the page never came so far: ' + script)
            time.sleep(0.1)

    def go(self, address):
        self.ask('Page.navigate', url=address)
        self.wait('document.readyState === "complete" && location.href !== "about:blank"')

    # ---- a person with a keyboard and no mouse ---------------------------------------------------------------------
    def key(self, name):
        code, text = {'Tab': (9, ''), 'Enter': (13, '\r'), 'Space': (32, ' ')}[name]
        key = ' ' if name == 'Space' else name
        self.keys += 1
        self.ask('Input.dispatchKeyEvent', type='keyDown' if text else 'rawKeyDown', key=key, code=name, windowsVirtualKeyCode=code, text=text)
        self.ask('Input.dispatchKeyEvent', type='keyUp', key=key, code=name, windowsVirtualKeyCode=code)

    def reach(self, selector, most=150):
        """Tabs on until that has the focus."""
        self.wait('document.querySelector(%s) !== null' % json.dumps(selector))
        for _ in range(most):
            if self.evaluate('document.activeElement === document.querySelector(%s)' % json.dumps(selector)):
                return
            self.key('Tab')
        raise GuestError('the keyboard does not reach %s on %s' % (selector, self.evaluate('location.pathname')))

    def press(self, selector):
        """Reaches it and presses it; what comes of it is waited for by the caller."""
        self.reach(selector)
        self.presses += 1
        self.key('Enter')

    # ---- what is asked of every page ---------------------------------------------------------------------------------
    def width(self, pixels):
        self.ask('Emulation.setDeviceMetricsOverride', width=pixels, height=900, deviceScaleFactor=1, mobile=False)

    def complaints(self):
        """What axe finds wrong with everything unfolded, and whether it is wider than its window: a list, empty where all is well."""
        self.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if not self.evaluate('typeof axe === "object"'):
            self.evaluate(axe() + ';1')
        found = self.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
                              ".then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120)))")
        if not self.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'):
            found.append('wider than its window')
        return found

    def picture(self, file):
        with open(file, 'wb') as f:
            f.write(base64.b64decode(self.ask('Page.captureScreenshot', captureBeyondViewport=True)['data']))

    def close(self):
        try:
            self.session = None
            self.ask('Browser.close')
            self.process.wait(10)
        except (GuestError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.profile, ignore_errors=True)
