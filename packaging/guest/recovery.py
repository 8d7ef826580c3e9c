"""The scenario of recovery keys: a laptop whose root is on LUKS, a spare key sealed on it, two people who open it, and the disk that it opens."""
import html, os, re, time

from guest import GuestError

FIRST, SECOND = 'five lamps under a wooden bridge', 'green kettles sing before the rain'


def text(page):
    return html.unescape(re.sub(r'<[^>]+>|\s+', ' ', page))


class Recovery:
    def __init__(self, lab):
        self.lab, self.g = lab, lab.boot('--luks-root', console=True)
        lab.install(self.g)
        self.console = lab.console

    def row(self, what, must, seen, held):
        self.lab.table.add('recovery', what, must, seen, held)

    def ceremony(self):
        """The setting's own key: two holders, printed, typed back, split, forgotten."""
        first, self.other = self.console, self.console.second('Second Person', 'deputy')
        first.confirm()
        address, page = first.get('/recovery')
        people = re.findall(r'name="holder" value="([^"]+)"', page)
        first.submit(address, page, '/recovery/holders$', holder=people[:2])
        for person, passphrase in ((first, FIRST), (self.other, SECOND)):
            person.confirm()
            address, page = person.get('/recovery')
            person.submit(address, page, '/recovery/passphrase$', passphrase=passphrase, again=passphrase)
        address, page = first.get('/recovery')
        _, paper = first.submit(address, page, '/recovery/paper$')
        groups = re.findall(r'<li><code>([^<]+)</code></li>', paper)
        address, page = self.other.get('/recovery')
        asked = [int(n) for n in re.findall(r'>Group (\d+)<', page)]
        _, page = self.other.submit(address, page, '/recovery/share$', **{'group%d' % (i + 1): groups[n - 1] for i, n in enumerate(asked)})
        whole = [f for f in self.g_files() if 'recovery' in f]
        self.row('the setting\'s key', 'printed, split between two, the whole one deleted', '%d groups on the paper, asked for %s; files left: %s' % (len(groups), asked, whole or 'none'),
                 len(groups) == 14 and not whole)

    def g_files(self):
        return [f for folder, _, files in os.walk(self.console.data) for f in files if f.endswith(('.key', '.pem', '.private'))]

    def slots(self):
        return self.g.sh("cryptsetup luksDump $(lsblk -nrpo NAME,FSTYPE | awk '$2==\"crypto_LUKS\"{print $1;exit}') | grep -cE '^  [0-9]+: luks2'")

    def laptops_key(self):
        """The person at the laptop is asked once; the key is kept sealed."""
        before = self.slots()
        begin = time.monotonic()
        wrong = self.g.try_sh("printf 'not it\\n' | stairgate-agent recovery-key --passphrase-input", timeout=300)
        same = self.slots()
        out = self.g.sh("printf 'labluks\\n' | stairgate-agent recovery-key --passphrase-input", timeout=600)
        self.row('a wrong passphrase', 'refused, no slot', '%s; slots %s then %s' % (wrong[1][-120:].replace('\n', ' '), before, same), wrong[0] != 0 and before == same)
        end = time.monotonic() + 120
        while True:
            _, page = self.console.get('/recovery')
            key = re.search(r'<h3>Lab laptop: ([0-9A-Z ]{8,9})</h3>', page)
            if key or time.monotonic() > end:
                break
            time.sleep(1)
        self.id = key.group(1).replace(' ', '') if key else ''
        leak = self.g.try_sh("grep -rl labluks /var/lib/stairgate-agent /run/stairgate* /var/log 2>/dev/null; journalctl -b --no-pager | grep -c labluks")[1]
        f = self.console.wait_finding('encryption', lambda f: f['state'] == 'met', 120)
        self.row('a spare key', 'a slot more, kept sealed, in the console', '%.0f s; %s; slots %s; key %s; the passphrase in a log or file: %s' % (
            time.monotonic() - begin, out.replace('\n', ' ')[-120:], self.slots(), self.id or 'NOT THERE', leak), bool(self.id) and int(self.slots()) == int(before) + 1 and leak == '0')
        self.row('encryption', 'met', (f or self.console.finding('encryption') or {}).get('sentence', 'no finding'), bool(f))

    def opened(self):
        """Two people and a reason; the key, as it is shown."""
        address, page = self.console.get('/recovery')
        address, page = self.console.submit(address, page, '/recovery/requests$', having=(('purpose', 'open'),), reason='She forgot her passphrase, and I know her.')
        request = re.search(r'/recovery/requests/([0-9a-f-]{36})', address).group(1)
        self.console.confirm()
        try:
            address, page = self.console.get('/recovery/requests/' + request)
            alone = self.console.submit(address, page, '/finish$', passphrase=FIRST)[1]
            shown = re.search(r'id="recovery-key"', alone)
        except GuestError:
            shown = None
        self.row('one person alone', 'opens nothing', 'SHOWN' if shown else 'nothing shown', not shown)
        self.other.confirm()
        address, page = self.other.get('/recovery/requests/' + request)
        self.other.submit(address, page, '/agree$', passphrase=SECOND)
        address, page = self.console.get('/recovery/requests/' + request)
        _, page = self.console.submit(address, page, '/finish$', passphrase=FIRST)
        self.key = re.search(r'id="recovery-key">([^<]+)<', page).group(1)
        self.row('two people', 'the key is shown once', 'shown, %d characters' % len(self.key), len(self.key) >= 32)

    def boots(self):
        """Power off, power on as a laptop does it, the key typed where the passphrase is asked for."""
        self.g.sh('sync')
        self.g.down(clean=True, keep=True)
        self.g.up('--keep', '--stock', '--passphrase', self.key, wait=900)
        root = self.g.sh('findmnt -no SOURCE /')
        opened = self.g.sh("journalctl -b --no-pager -o cat | grep -ciE 'cryptsetup: (cryptroot|.*) set up successfully' || true")
        self.row('the kept key at the prompt', 'the disk opens', 'root %s (%s)' % (root, opened), root == '/dev/mapper/cryptroot')

    def vanished(self):
        """The slot is taken out by somebody with the passphrase: told."""
        known = len(self.console.alerts())
        self.g.sh("d=$(lsblk -nrpo NAME,FSTYPE | awk '$2==\"crypto_LUKS\"{print $1;exit}'); n=$(cryptsetup luksDump $d | grep -oE '^  [0-9]+: luks2' | tail -1 | grep -oE '[0-9]+'); printf labluks > /run/k; cryptsetup luksKillSlot -q --key-file /run/k $d $n; rm /run/k")
        end = time.monotonic() + 400
        while len(self.console.alerts()) == known and time.monotonic() < end:
            time.sleep(1)
        new = self.console.alerts()[:max(0, len(self.console.alerts()) - known)]
        self.row('the slot is taken out', 'told', '; '.join(str(a.get('kind') or a.get('title')) for a in new) or 'not told', bool(new))


def run(lab):
    recovery = Recovery(lab)
    for part in ('ceremony', 'laptops_key', 'opened', 'boots', 'vanished'):
        try:
            getattr(recovery, part)()
        except (GuestError, OSError, KeyError, IndexError, TypeError, ValueError, AttributeError) as e:
            recovery.row(part.replace('_', ' '), 'can be tried to its end', ('%s: %s' % (type(e).__name__, e)).replace('\n', ' ')[:300], False)
    lab.drop_guest()
