"""A console on this computer, as a technician starts it: its own empty folder, loopback ports, and a person signed in by the pages."""
import base64, copy, glob, hashlib, hmac, html, html.parser, http.cookiejar, json, os, random, re, shlex, socket, subprocess, time, urllib.error, urllib.parse, urllib.request

from guest import GuestError

PASSPHRASE = 'seven quiet lanterns by the lab door'


def free_port():
    """Where nobody listens, below the ports of outgoing connections: one of those can be taken before the console is there."""
    while True:
        with socket.socket() as s:
            port = random.randrange(20000, 32000)
            try:
                s.bind(('127.0.0.1', port))
                return port
            except OSError:
                pass


class CodeApp:
    """An app with one-time codes (RFC 6238), as on a telephone; each code is given out once, because it is good once."""

    def __init__(self, key):
        self.secret, self.last = base64.b32decode(re.sub(r'\s', '', key)), 0
        self.ahead = 0                                 # seconds that the console's clock is ahead of this computer's

    def next(self):
        step = max(int(time.time() + self.ahead) // 30, self.last + 1)
        while int(time.time() + self.ahead) // 30 < step - 1:       # the console takes the code of the step to come too
            time.sleep(0.5)
        self.last = step
        mac = hmac.new(self.secret, step.to_bytes(8, 'big'), hashlib.sha1).digest()
        at = mac[-1] & 15
        return '%06d' % ((int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1000000)


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each goes and what it already holds."""

    def __init__(self):
        super().__init__()
        self.forms, self.buttons = [], []

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == 'form':
            self.forms.append({'action': a.get('action', ''), 'method': (a.get('method') or 'get').lower(), 'fields': {}, 'buttons': []})
        elif self.forms and tag in ('input', 'select', 'textarea', 'button') and a.get('name'):
            form = self.forms[-1]
            if tag == 'button' or a.get('type') == 'submit':
                form['buttons'].append((a['name'], a.get('value', '')))
            elif a.get('type') in ('radio', 'checkbox'):
                if 'checked' in a:
                    form['fields'][a['name']] = a.get('value', 'on')
            else:
                form['fields'][a['name']] = a.get('value') or ''


class Console:
    def __init__(self, launcher, data, logs):
        self.launcher, self.data = launcher, data
        self.web_port, self.agent_port = free_port(), free_port()
        self.web = 'http://localhost:%d' % self.web_port
        self.log = os.path.join(logs, os.path.basename(data) + '.log')
        self.process = None
        self.token = None
        self.proved = None                              # when the second step was last proved, by time.monotonic()
        self.approver = None                            # the second person, whom loosening takes once there is one
        self.app = None                                 # one-time codes of the account that join() makes
        self.cookies = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.cookies.addheaders = [('Origin', self.web), ('Sec-Fetch-Site', 'same-origin')]    # as a browser says it

    def start(self, seconds=90, ahead=0):
        """Starts it; `ahead`: its clock is so many seconds ahead of this computer's, so that a day's end need not be waited for."""
        out = open(self.log, 'ab')
        env, start = dict(os.environ), [self.launcher]
        if ahead:
            library = glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')
            if not library:
                raise GuestError('faketime is not installed: packaging/guest/build --install-host-packages')
            # the launcher as it is, but for the line that drops what is to be loaded before
            with open(self.launcher) as f:
                text = f.read().replace(' LD_PRELOAD', '').replace('"$0"', shlex.quote(self.launcher))
            start = ['sh', '-c', text, self.launcher]
            env.update(LD_PRELOAD=library[0], FAKETIME='+%ds' % ahead, DONT_FAKE_MONOTONIC='1', FAKETIME_DONT_FAKE_MONOTONIC='1', NO_FAKE_STAT='1',
                       FAKETIME_FORCE_MONOTONIC_FIX='0')  # for an older glibc: each wait of a thread would end at once
        if self.app:
            self.app.ahead = ahead
        self.proved = None
        self.process = subprocess.Popen(
            start + ['serve', '--data', self.data, '--web', '127.0.0.1:%d' % self.web_port,
             '--agents', '127.0.0.1:%d' % self.agent_port, '--public-agents', '10.0.2.100:%d' % self.agent_port],
            stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env)
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                raise GuestError('the console ended: ' + open(self.log, errors='replace').read()[-600:])
            try:
                with urllib.request.urlopen(self.web + '/', timeout=5):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                if time.monotonic() > end:
                    raise GuestError('the console does not answer on %s; see %s' % (self.web, self.log))
                time.sleep(0.2)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process = None

    def command(self, *words):
        """A command of stairgate-console on the running console's folder; its JSON answer."""
        r = subprocess.run([self.launcher, *words, '--data', self.data, '--json'], capture_output=True, text=True, timeout=120)
        if r.returncode:
            raise GuestError('stairgate-console %s: %s' % (' '.join(words), r.stderr.strip() or r.stdout.strip()))
        return json.loads(r.stdout)

    def enrol_line(self):
        return self.command('enrol-code', '--uses', '1', '--hours', '1')['line']

    def api(self, path):
        if not self.token:
            self.token = self.command('token', 'create', '--name', 'lab', '--role', 'technician')['token']
        request = urllib.request.Request(self.web + '/api/v1' + path, headers={'Authorization': 'Bearer ' + self.token})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def alerts(self):
        alerts, path = [], '/alerts?limit=500'
        while True:
            page = self.api(path)
            alerts += page['alerts']
            if not page.get('next'):
                return alerts
            path = '/alerts?limit=500&after=' + urllib.parse.quote(page['next'])

    def laptop(self):
        laptops = [x for x in self.api('/laptops')['laptops'] if x['nickname'] != 'Second laptop']
        if len(laptops) != 1:
            raise GuestError('%d laptops in the console instead of one' % len(laptops))
        return laptops[0]

    def finding(self, rule):
        return next((f for f in self.laptop()['findings'] if f['rule'] == rule), None)

    def wait_finding(self, rule, test, seconds):
        """Waits until a finding of the one laptop passes the test; the finding, or None."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            f = self.finding(rule)
            if f and test(f):
                return f
            time.sleep(0.5)
        return None

    # ---- the pages, without a browser --------------------------------------------------------------------------
    def get(self, path):
        with self.cookies.open(self.web + path if path.startswith('/') else path, timeout=30) as answer:
            return answer.geturl(), answer.read().decode()

    def submit(self, address, page, action, having=(), **fields):
        """Fills in and sends the one form of the page whose action matches, and that holds these fields: ((name, value), ...)."""
        parser = Forms()
        parser.feed(page)
        forms = [f for f in parser.forms if re.search(action, f['action']) and all(f['fields'].get(k) == v for k, v in having)]
        if not forms:
            raise GuestError('no form %s on %s; there are %s' % (action, address, [f['action'] for f in parser.forms]))
        form = forms[0]
        filled = {k: v for k, v in dict(form['fields'], **fields).items() if v is not None}
        data = urllib.parse.urlencode(filled, doseq=True).encode()
        target = urllib.parse.urljoin(address, form['action'])
        try:
            with self.cookies.open(urllib.request.Request(target, data=data), timeout=60) as answer:
                return answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as e:
            said = e.read().decode(errors='replace')
            problems = re.findall(r'class="error"[^>]*>(.*?)</p>', said, re.S) or [said]
            raise GuestError('%s: %s %s' % (target, e.code, re.sub(r'<[^>]+>|\s+', ' ', ' '.join(problems))[:300]))

    def join(self):
        """Creates the first account with the link that `serve` printed."""
        link = re.search(r'https?://\S+#(\S+)', open(self.log, errors='replace').read())
        if not link:
            raise GuestError('the console printed no link for the first account; see ' + self.log)
        self.join_by(link.group(1), setting='The Lab Nursery', person='Lab Tester', name='lab')

    def second(self, person, role):
        """Another person with an account and a session of their own."""
        other = copy.copy(self)
        other.cookies = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        other.cookies.addheaders = list(self.cookies.addheaders)
        r = subprocess.run([self.launcher, 'account', 'add', '--name', person, '--role', role, '--data', self.data], capture_output=True, text=True, timeout=120)
        code = re.search(r'#(\S+)', r.stdout)
        if not code:
            raise GuestError('stairgate-console account add: %s' % (r.stderr.strip() or r.stdout.strip()))
        other.join_by(code.group(1), person=person, name=role)
        self.approver = other
        return other

    def join_by(self, code, **who):
        address, page = self.get('/join')
        address, page = self.submit(address, page, '/join', code=urllib.parse.unquote(code))
        self.submit(address, page, '/join/new', passphrase=PASSPHRASE, **who)
        address, page = self.get('/second-step/set-up/app')
        key = re.search(r'id="key">([^<]+)<', page)
        if not key:
            raise GuestError('no key for an app with codes on ' + address)
        self.app = CodeApp(key.group(1))
        self.submit(address, page, '/second-step/set-up/app', code=self.app.next())
        self.proved = time.monotonic()

    def sign_in(self):
        """Signs in again, as after the console's clock was put forward."""
        self.cookies = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.cookies.addheaders = [('Origin', self.web), ('Sec-Fetch-Site', 'same-origin')]
        address, page = self.get('/sign-in')
        address, page = self.submit(address, page, '/sign-in', name='lab', passphrase=PASSPHRASE)
        self.submit(address, page, '/second-step', code=self.app.next())
        self.proved = time.monotonic()

    def confirm(self):
        """Shows that it is still the same person, where that was longer ago than eight minutes."""
        if self.proved is None or time.monotonic() - self.proved > 480:
            address, page = self.get('/confirm?next=/permissions')
            self.submit(address, page, '/confirm', code=self.app.next())
            self.proved = time.monotonic()

    # ---- permission ----------------------------------------------------------------------------------------------
    def decision_page(self, request, seconds=30):
        """The page on which that request is decided, as soon as it is there."""
        end = time.monotonic() + seconds
        while True:
            _, page = self.get('/permissions')
            row = re.search(r'<a[^>]*id="decide-%s"[^>]*>' % re.escape(request), page)
            href = row and re.search(r'href="([^"]+)"', row.group(0))
            if href:
                return self.get(html.unescape(href.group(1)))
            if time.monotonic() > end:
                raise GuestError('the request never came to the page of memory sticks')
            time.sleep(0.1)

    def allow(self, request, **chosen):
        """Allows what was asked: the ordinary with one press, or what is chosen; the permission's id and the ms of the press."""
        address, page = self.decision_page(request)
        if chosen:
            self.confirm()
        at = time.time() * 1000
        address, page = self.submit(address, page, '.', having=(('decision', 'chosen' if chosen else 'ordinary'),), **chosen)
        found = re.search(r'/permissions/([0-9a-f-]{36})', address) or re.search(r'/permissions/([0-9a-f-]{36})', page)
        if not found:
            raise GuestError('allowed, but no permission on %s: %s' % (address, re.sub(r'<[^>]+>|\s+', ' ', page)[:300]))
        return found.group(1), at

    def refuse(self, request, why):
        address, page = self.decision_page(request)
        self.submit(address, page, '.', having=(('decision', 'refuse'),), refuse=why)

    def stop_permission(self, permission):
        """Stop now; the ms of the press."""
        address, page = self.get('/permissions/' + permission)
        at = time.time() * 1000
        self.submit(address, page, '/stop$')
        return at

    def telephone(self, laptop, challenge, kind, why='She rang, and I know her voice.'):
        """The answer to read out."""
        self.confirm()
        address, page = self.get('/telephone')
        address, page = self.submit(address, page, '/telephone', laptop=laptop, challenge=challenge, kind=kind, reason=why)
        spell = re.search(r'class="spell">(.*?)</p>', page, re.S)
        if not spell:
            raise GuestError('no answer to read out on ' + address)
        return re.sub(r'<[^>]+>|\s+', '', spell.group(1))

    def permission(self, permission):
        """{permission, scanning, history}"""
        return self.api('/permissions/' + permission)

    def standing(self, permission):
        """How it stands on the one laptop: (state, reason, scan)."""
        on = (self.permission(permission)['permission']['laptops'] or [{}])[0]
        return on.get('state'), on.get('reason') or '', on.get('scan') or {}

    def wait_standing(self, permission, states, seconds, every=0.3):
        """Waits until it stands so on the laptop; what it then is: (state, reason, scan)."""
        end = time.monotonic() + seconds
        while True:
            now = self.standing(permission)
            if now[0] in states or time.monotonic() > end:
                return now
            time.sleep(every)

    def set_stage(self, stage):
        """The switch on the laptop's page: `enforce` or `watch`."""
        address, page = self.get('/laptops/%s/memory-sticks' % self.laptop()['id'])
        self.submit(address, page, 'memory-sticks', stage=stage, why='The lab tries the rule.')

    # ---- the policy ------------------------------------------------------------------------------------------------
    def change_policy(self, edit, why='The lab tries the rules.'):
        """Changes the policy by its file, on the page: `edit` makes the new text of the old one."""
        _, text = self.get('/policy.yaml')
        wanted = edit(text)
        if wanted == text:
            return
        self.confirm()
        address, page = self.get('/policy/change')
        address, _ = self.submit(address, page, '/policy/change$', having=(('step', 'look'),), step='apply', text=wanted, reason=why)
        asked = re.search(r'/policy/proposals/[0-9a-f-]+', address)
        if asked and self.approver:
            self.approver.agree(asked.group(0))
        elif 'done=changed' not in address:
            raise GuestError('the change of the policy does not hold: ' + address)

    def agree(self, proposal):
        """Says yes, as the second person, to what another one asked for."""
        self.confirm()
        address, page = self.get(proposal)
        address, _ = self.submit(address, page, proposal, having=(), decision='approve', word='The lab agrees.')
        if 'done=agreed' not in address:
            raise GuestError('the change of the policy was not agreed to: ' + address)

    def set_rules(self, **rules):
        """Stages and settings by rule, with _ for -: set_rules(screen_lock={'stage': 'enforce', 'minutes': 5})"""
        def edit(text):
            for rule, settings in rules.items():
                for key, value in settings.items():
                    text, n = re.subn(r'(?ms)^(  %s:\n(?:    [^\n]*\n)*?    %s:) [^#\n]*?( *#[^\n]*)?$' % (re.escape(rule.replace('_', '-')), re.escape(key)),
                                      lambda m: '%s %s%s' % (m.group(1), value, m.group(2) or ''), text, count=1)
                    if not n:
                        raise GuestError('the policy file has no %s of %s' % (key, rule))
            return text
        self.change_policy(edit)

    def set_access(self, *people):
        """The register: (person, sign-in name[, last day or another line of it]) ..."""
        lines = ''.join('  - person: %s\n    sign-in-name: %s\n    laptops: all\n%s' % (p[0], p[1], '    %s\n' % (p[2] if ':' in p[2] else 'until: ' + p[2]) if len(p) > 2 else '') for p in people)
        self.change_policy(lambda text: re.sub(r'(?m)^access:.*\n((?: .*)?\n)*?(?=\n?[#a-z])', lambda m: 'access:\n%s' % lines if people else 'access: []\n', text, count=1))

    def order(self, what, account, **fields):
        """An order about one account, by the pages: `suspend` (end), `left`, `password` (since: somebody else may know it)."""
        self.confirm()
        address, page = self.get('/accounts/%s?%s' % (what, urllib.parse.urlencode({'name': account})))
        return self.submit(address, page, '/accounts/' + what, account=account, reason='The lab tries the rules.', **fields)

    def take_back(self, account):
        """An order about one account holds no longer; by whoever gave it."""
        self.confirm()
        _, page = self.get('/accounts/one?%s' % urllib.parse.urlencode({'name': account}))
        found = re.search(r'/accounts/orders/[0-9a-f-]+/clear', page)
        if not found:
            raise GuestError('no order about %s that can be taken back' % account)
        address, page = self.get(found.group(0))
        self.submit(address, page, '/clear$', reason='The lab tries the rules.')

    def drifts(self):
        return self.api('/drifts?limit=100')['drifts']
