"""packaging/lab power - the power goes again and again in the middle of what a laptop writes down.

usage: packaging/lab power [N] [--seed N]    N times (5); a seed makes the same chances again
       packaging/lab power --broken [--seed N]   the same with a disk that says it has written what it has not: must be found

A laptop with the built package, enrolled, enforcing, on a disk that loses what was not flushed (disk.py). In it people report concerns,
three at a time, as quickly as the agent takes them. At a random moment, now and then while the agent starts, QEMU is killed; half of
the times the console is away, so that reports wait on the laptop alone. Then the same disk is started again, with a memory stick in.
What is counted as kept was told through a port of the guest after the agent's answer "it is on the disk", which outlives the guest. After each
start: the agent runs and answers, the stick is shut before it does, identity, policy and journal are the ones from before, what it had
noted as acknowledged still is; what was kept is at the console once, or on the laptop beyond what the console took over; in order.
The console's side is read from its database while it is stopped, the laptop's side from its files before the agent starts.
Laptop, console and counts stay in ~/.cache/stairgate-lab/power: it may be ended at any time, goes on there, and adds up. What no start
has judged yet is judged by the next one. A changed package begins with a new laptop (about fifteen minutes: its rules are to be in force for ten)."""
import base64, collections, csv, fcntl, glob, hashlib, json, os, random, re, shutil, subprocess, sys, threading, time, zlib

from console import Console
from disk import LossyDisk
from guest import Guest, GuestError, alive

HERE = os.path.dirname(os.path.abspath(__file__))
STATE = '/var/lib/stairgate-agent'
NAME = re.compile(rb'Lab report ([0-9a-f]{8}-\d+-\d+)\.')
COUNTS = ('kills', 'reports', 'lost', 'twice', 'disordered', 'gaps', 'boots', 'wrong')

UNIT = """[Unit]
Description=%s
DefaultDependencies=no
After=local-fs.target systemd-udevd.service %s
%s
[Service]
Type=%s
ExecStart=/usr/local/sbin/lab-power %s
[Install]
WantedBy=multi-user.target
"""
UNITS = {'lab-look': UNIT % ('what the disk has', '', 'Before=stairgate-agent.service', 'oneshot', 'look'),
         'lab-report': UNIT % ('people report', 'lab-look.service', '', 'exec', 'report')}


def usage(arguments):
    """(how often, seed, broken), or None."""
    count, seed, broken, words = 5, random.randrange(1 << 30), False, list(arguments)
    while words:
        word = words.pop(0)
        if word == '--broken':
            broken = True
        elif word == '--seed' and words and words[0].isdigit():
            seed = int(words.pop(0))
        elif word.isdigit() and int(word):
            count = int(word)
        else:
            return None
    return count, seed, broken


class Witness:
    """What the guest told, boot by boot. A last line that the kill cut short is none."""

    def __init__(self, path):
        self.path, self.offset, self.rest = path, 0, b''
        self.lines = []

    def more(self):
        """The new whole lines, as words."""
        if not os.path.exists(self.path):
            return []
        with open(self.path, 'rb') as f:
            f.seek(self.offset)
            data = f.read()
        self.offset += len(data)
        *whole, self.rest = (self.rest + data).split(b'\n')
        new = [line.decode(errors='replace').split(' ') for line in whole if line]
        self.lines += new
        return new

    def wait(self, test, seconds, running):
        """Waits until a line passes the test; that line, or None where the guest ended or time is up."""
        end, seen = time.monotonic() + seconds, 0
        while True:
            self.more()
            for line in self.lines[seen:]:
                if test(line):
                    return line
            seen = len(self.lines)
            if time.monotonic() > end or not running():
                return None
            time.sleep(0.05)

    def all(self, word):
        return [line[1:] for line in self.lines if line[0] == word]


class Ledger:
    """Every report of this laptop by name: what its journal is answerable for, and since when."""

    def __init__(self, path):
        self.kept = {}                  # in the order of the agent's word
        self.tried, self.floor = set(), {}      # floor: what was kept last when this one was handed over
        self.path = path
        if os.path.exists(path):
            with open(path) as f:
                for line in f:
                    self.note(line.split())

    def note(self, words):
        if words[0] == 'try' and words[1] not in self.tried:
            self.tried.add(words[1])
            self.floor[words[1]] = next(reversed(self.kept), None)
        elif words[0] == 'has':
            self.kept[words[1]] = True

    def add(self, lines):
        with open(self.path, 'a') as f:
            for words in lines:
                if words[0] in ('try', 'has'):
                    self.note(words)
                    f.write(' '.join(words) + '\n')


class Look:
    """What the disk had at one start, before the agent: its own reading of the journal's files."""

    def __init__(self, witness):
        self.kept = {k: v for k, v in witness.all('kept')}
        self.epoch = witness.all('journal')[0][0]
        slots = bytes.fromhex(witness.all('marks')[0][0].strip('-'))
        self.acknowledged = max([tuple(int.from_bytes(slots[i + j:i + j + 8], 'big') for j in (0, 8)) for i in (0, 32)
                                 if len(slots) >= i + 28 and crc32c(slots[i:i + 24]) == int.from_bytes(slots[i + 24:i + 28], 'big')] or [(0, 0)])[1]
        self.shut = ' '.join(witness.all('shut')[0])
        self.numbers = collections.defaultdict(list)        # name: numbers it has on the laptop
        self.last = 0
        for _, data in witness.all('file'):
            self.read(zlib.decompress(base64.b64decode(data)))

    def read(self, data):
        at = 0
        while (at := data.find(b'SGJ1', at)) >= 0:
            length = int.from_bytes(data[at + 4:at + 8], 'big')
            record = data[at + 12:at + 37 + length]
            if length > 1 << 18 or len(record) < 25 + length or crc32c(record) != int.from_bytes(data[at + 8:at + 12], 'big'):
                at += 1
                continue
            number = int.from_bytes(record[:8], 'big')
            self.last = max(self.last, number)
            for name in NAME.findall(record):
                if number not in self.numbers[name.decode()]:
                    self.numbers[name.decode()].append(number)
            at += 37 + length


CRC = []
for _i in range(256):
    for _ in range(8):
        _i = _i >> 1 ^ 0x82f63b78 * (_i & 1)
    CRC.append(_i)


def crc32c(data):
    c = 0xffffffff
    for b in data:
        c = CRC[(c ^ b) & 255] ^ c >> 8
    return c ^ 0xffffffff


class Database:
    """What the stopped console has: each report's times, how far it took each journal over, what it shows as missing, what it told."""
    QUERY = """SELECT 'report', words, CAST(EXTRACT(EPOCH FROM received_at) AS VARCHAR) FROM concern
        UNION ALL SELECT 'through', CAST(epoch AS VARCHAR), CAST(acknowledged_through AS VARCHAR) FROM journal
        UNION ALL SELECT 'gap', CAST(first_sequence AS VARCHAR), CAST(last_sequence AS VARCHAR) FROM journal_gap WHERE reason <> 'coalesced'
        UNION ALL SELECT 'told', CAST(alert_id AS VARCHAR), CAST(occurrences AS VARCHAR) FROM alert WHERE kind = 'concern'"""

    def __init__(self, folder, launcher):
        home, out = os.path.dirname(os.path.dirname(launcher)), os.path.join(folder, 'read.csv')
        r = subprocess.run([os.path.join(home, 'runtime', 'console', 'bin', 'java'), '-cp', glob.glob(os.path.join(home, 'lib', 'console', 'h2-*.jar'))[0],
                            'org.h2.tools.Shell', '-url', 'jdbc:h2:file:%s;IFEXISTS=TRUE;ACCESS_MODE_DATA=r' % os.path.join(folder, 'stairgate'), '-user', 'sa',
                            '-sql', "CALL CSVWRITE('%s', '%s')" % (out, self.QUERY.replace("'", "''"))], capture_output=True, text=True, timeout=300)
        if r.returncode or not os.path.exists(out):
            raise GuestError('the console\'s database cannot be read: ' + (r.stdout + r.stderr)[-600:])
        self.stored, self.through, self.gaps, self.told = collections.defaultdict(list), {}, [], []
        with open(out, newline='') as f:
            for kind, name, value in list(csv.reader(f))[1:]:
                if kind == 'report':
                    for found in NAME.findall(name.encode()):
                        self.stored[found.decode()].append(float(value))
                elif kind == 'through':
                    self.through[name] = int(value)
                elif kind == 'gap':
                    self.gaps.append((int(name), int(value)))
                else:
                    self.told.append(int(value))
        os.remove(out)


def judge(ledger, look, database, before):
    """(lost, twice, out of order, what else is wrong). `before`: the witness of the time before the cut."""
    through = database.through.get(look.epoch, 0)
    here = {name for name, numbers in look.numbers.items() if any(n > through for n in numbers)}
    # kept by the agent's word, or taken over by the console's: either has to be somewhere
    lost = [name for name in ledger.kept.keys() | look.numbers.keys() if name not in database.stored and name not in here]
    twice = [name for name in set(database.stored) | set(look.numbers)
             if len(database.stored.get(name, ())) + (name in here) > 1 or len(look.numbers.get(name, ())) > 1]
    twice += ['an alert'] * sum(n != 1 for n in database.told) + ['alerts'] * abs(len(database.told) - sum(map(len, database.stored.values())))
    wrong = ['%s, which nobody reported' % name for name in set(database.stored) | set(look.numbers) if name not in ledger.tried]
    said = [json.loads(' '.join(words)) for words in before.all('says')] if before else []
    if said and look.acknowledged < max(each['acknowledged'] for each in said):
        wrong.append('it had noted %d as acknowledged, now %d' % (max(each['acknowledged'] for each in said), look.acknowledged))
    if look.acknowledged > through:
        wrong.append('it counts %d as acknowledged, the console has %d' % (look.acknowledged, through))
    return lost, twice, disorder(ledger, look, database), wrong


def disorder(ledger, look, database):
    """What was handed over after another was kept has a higher number, and came to the console no earlier."""
    number = {name: numbers[0] for name, numbers in look.numbers.items()}
    time_of = {name: times[0] for name, times in database.stored.items()}
    found = [name for name, earlier in ledger.floor.items() if earlier and (number.get(name, 1 << 62) < number.get(earlier, 0))]
    in_order = sorted((n, time_of[name], name) for name, n in number.items() if name in time_of)
    return found + [b[2] for a, b in zip(in_order, in_order[1:]) if b[1] < a[1]]


class Laptop:
    """The laptop, its disk and its console, in one folder that outlives this run."""

    def __init__(self, folder, lab, package, launcher):
        self.folder, self.lab, self.launcher = folder, lab, launcher
        self.image, self.socket = os.path.join(folder, 'disk.img'), os.path.join(folder, 'disk.sock')
        self.ledger = Ledger(os.path.join(folder, 'ledger'))
        self.state_file = os.path.join(folder, 'state.json')
        self.console = Console(launcher, os.path.join(folder, 'console'), lab.logs)
        self.state = {}
        if os.path.exists(self.state_file):
            with open(self.state_file) as f:
                self.state = json.load(f)
            self.console.agent_port = self.state['agents']
        self.package = package
        self.guest = Guest('power-%d' % os.getpid(), lab.logs, [self.console.agent_port])
        self.stick = os.path.join(folder, 'stick.img')

    def save(self, **more):
        self.state.update(more)
        with open(self.state_file + '.new', 'w') as f:
            json.dump(self.state, f)
        os.rename(self.state_file + '.new', self.state_file)

    # ---- once ------------------------------------------------------------------------------------------------------
    def prepare(self, say):
        """Installed, enrolled, enforced, and its policy no longer on trial: two ends within ten minutes of a new one put the old one back."""
        lab, g = self.lab, self.guest
        cache = os.path.dirname(os.path.dirname(g.run_dir))
        subprocess.run(['cp', '--sparse=always', os.path.join(os.environ.get('LAB_CACHE') or os.path.join(cache, 'cache'), 'root.img'), self.image], check=True)
        self.disk, lab.console = LossyDisk(self.image, self.socket), self.console
        self.console.start()
        self.console.join()
        say(g.up('--cold', disk=self.socket).splitlines()[-1])
        lab.install(g)
        lab.enforce(g)
        g.push(os.path.join(HERE, 'inside', 'lab-power'), '/usr/local/sbin/')
        for name, unit in UNITS.items():
            g.sh('cat > /etc/systemd/system/%s.service <<"E"\n%sE\nsystemctl -q enable %s' % (name, unit, name))
        # Nobody is signed in: then anybody at the laptop may report, and the account is only a number.
        g.sh('lab-as --end; systemctl -q mask serial-getty@ttyS0; sync')
        say('waiting until the policy has stood for ten minutes')
        if not g.wait('test ! -e %s/policy/trial' % STATE, 900, every=5):
            raise GuestError('the policy is still on trial')
        g.sh('sync')
        g.down(clean=True, keep=True)
        self.disk.close()
        self.console.stop()
        subprocess.run([os.path.join(HERE, 'plug'), self.stick, '--make-image'], check=True)
        self.save(agents=self.console.agent_port, package=digest(self.package), starts=0)

    # ---- again and again -------------------------------------------------------------------------------------------
    def start(self, away):
        """Power on, the console too unless it is away; the look of this start, before the agent, or None where none came."""
        number, last = self.state['starts'] + 1, self.state.get('port')
        self.before = None
        if last:
            self.before = Witness(last)
            self.before.more()
            self.ledger.add(self.before.lines)
        self.database = Database(self.console.data, self.launcher)
        port = os.path.join(self.folder, 'port-%d' % number)
        self.save(starts=number, port=port)
        self.witness, self.begin, opening = Witness(port), time.monotonic(), None
        self.disk = LossyDisk(self.image, self.socket)
        self.guest.up('--cold', '--no-wait', disk=self.socket, port=port, stick=self.stick)
        if not away:
            opening = threading.Thread(target=self.console.start)
            opening.start()
        looked = self.witness.wait(lambda words: words[0] == 'looked', 600, self.runs)
        if opening:
            opening.join()
            if not self.console.process or self.console.process.poll() is not None:
                raise GuestError('the console did not start: see ' + self.console.log)
        if last:
            os.remove(last)
        return Look(self.witness) if looked else None

    def runs(self):
        with open(os.path.join(self.guest.run_dir, 'qemu.pid')) as f:
            return alive(int(f.read()))

    def reports(self):
        """Waits for the first report that the agent said is on its disk: it started, its journal opened."""
        return self.witness.wait(lambda words: words[0] == 'has', 600, self.runs)

    def says(self, test):
        """Waits until the agent says of itself what passes the test."""
        return self.witness.wait(lambda words: words[0] == 'says' and test(json.loads(' '.join(words[1:]))), 600, self.runs)

    def cut(self, chance):
        """The power goes; how many pages the disk had not flushed, how many of them it lost, and tore."""
        self.disk.go_dark(chance.randrange(30))
        self.guest.kill()
        lost = self.disk.cut(chance)
        self.disk.close()
        self.console.stop()
        return lost

    def close(self):
        if self.guest.running():
            self.cut(random.Random(0))
        self.console.stop()
        shutil.rmtree(self.guest.run_dir, ignore_errors=True)


class Run:
    """Some cuts one after the other, each judged by the start that follows it."""

    def __init__(self, laptop, seed, say, counts):
        self.laptop, self.seed, self.say, self.counts = laptop, seed, say, counts
        self.total = collections.Counter()

    def go(self, count):
        """Until `count` cuts are judged; the last start is given the time to bring everything to the console."""
        number = 0
        while self.total['kills'] < count and self.total['boots'] < 3:
            number += 1
            row = self.once(number, last=self.total['kills'] + bool(self.laptop.state.get('port')) >= count)
            self.total.update(row)
            if row['kills'] or row['boots']:
                with open(self.counts, 'a') as f:
                    f.write(' '.join('%s=%d' % (word, row[word]) for word in COUNTS) + '\n')
        return self.total

    def once(self, number, last):
        laptop, row, wrong = self.laptop, collections.Counter(), []
        chance = random.Random('%d %d' % (self.seed, number))
        away, early, after = chance.random() < 0.5 and not last, chance.random() < 0.2 and not last, chance.uniform(0.2, 8)
        look = laptop.start(away)
        if look:
            row, wrong = self.judged(look)
            problem = '' if early else self.works(look, away, last)
        else:
            problem = 'it did not start'
        if problem:
            row['boots'] += 1
            wrong.append('%s: %s' % (problem, tail(os.path.join(laptop.guest.run_dir, 'console.log'))))
        worked = time.monotonic() - laptop.begin
        time.sleep(after)                             # the moment of the cut: nothing is waited for
        pages = laptop.cut(chance)
        if last and not problem:
            stored = Database(laptop.console.data, laptop.launcher).stored
            missing = [name for name in laptop.ledger.kept if len(stored.get(name, ())) != 1]
            wrong += ['at the end %d are not at the console once: %s' % (len(missing), missing[:5])] if missing else []
        row['wrong'] += len(wrong)
        self.say('start %d (--seed %d, %d)%s; %s %.0f s after power on%s, cut %.1f s later; of %d pages not flushed %d lost, %d torn%s' % (
            laptop.state['starts'], self.seed, number,
            ': of the cut before %d reports, lost %d, twice %d, out of order %d, gaps %d' % tuple(row[w] for w in COUNTS[1:6]) if row['kills'] else '',
            'looked' if early else 'worked', worked, ', console away' if away else '', after, *pages, '; WRONG: ' + '; '.join(wrong) if wrong else ''))
        return row

    def judged(self, look):
        """What became of what was kept before, by the two sides' own files: counts, and sentences on what else is wrong."""
        laptop = self.laptop
        lost, twice, disordered, wrong = judge(laptop.ledger, look, laptop.database, laptop.before)
        row = collections.Counter(lost=len(lost), twice=len(twice), disordered=len(disordered), gaps=len(laptop.database.gaps) - laptop.state.get('gaps', 0))
        laptop.save(gaps=len(laptop.database.gaps))
        for word, found in (('lost', lost), ('twice', twice), ('out of order', disordered)):
            wrong += ['%s: %s' % (word, ', '.join(sorted(found)[:5]))] if found else []
        if wrongly_open(look.shut.split(), early=True):
            wrong.append('not shut before the agent: %s' % look.shut)
        first = laptop.state.setdefault('first', {'epoch': look.epoch, 'kept': look.kept})
        if first['epoch'] != look.epoch:
            wrong.append('its journal began anew')
        changed = [path for path, hashed in first['kept'].items() if look.kept.get(path) != hashed]
        if changed:
            wrong.append('not as before the cut: ' + ', '.join(changed))
        if laptop.before:
            row.update(kills=1, reports=len(laptop.before.all('has')))
        return row, wrong

    def works(self, look, away, last):
        """Waits until the agent does all it is there for; what it did not come to, or an empty text."""
        laptop = self.laptop
        if not laptop.reports():
            return 'the agent took no report'
        if not laptop.says(lambda now: now['policy'] and now['stage'] in (None, 'enforce') and not wrongly_open(now['shut'])):
            return 'sticks are not shut: %s' % laptop.witness.all('says')[-1:]
        if not away and not laptop.says(lambda now: now['connected']):
            return 'it did not connect: %s' % laptop.witness.all('says')[-1:]
        if last and not laptop.says(lambda now: now['acknowledged'] >= look.last):
            return 'what it had kept did not come to the console'
        return ''


def wrongly_open(words, early=False):
    """Whether anything of it is not shut. `early`: the kernel may not have come to its USB ports yet."""
    found = dict(word.split('=', 1) for word in words)
    return any(found[k] not in (('', '0') if early else ('0',)) for k in ('stick', 'hubs')) or [found[k] for k in ('disks', 'mounted', 'new', 'mark')] != ['', '0', '0', 'there']


def tail(path):
    """The end of a file in one line."""
    with open(path, 'rb') as f:
        return ' / '.join(f.read().decode(errors='replace').split('\n')[-6:])[-400:]


def digest(path):
    with open(path, 'rb') as f:
        return hashlib.sha256(f.read()).hexdigest()[:16]


def broken(laptop, folder, seed, say):
    """The same laptop on a disk that forgets, once reports are kept: whether the judge sees that they are gone."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(['cp', '-r', '--sparse=always', laptop.folder, folder], check=True)
    state = os.path.join(folder, 'state.json')
    with open(state) as f:
        text = f.read()
    with open(state, 'w') as f:
        f.write(text.replace(laptop.folder + '/', folder + '/'))
    copy = Laptop(folder, laptop.lab, laptop.package, laptop.launcher)
    chance = random.Random(seed)
    try:
        if not copy.start(away=True) or not copy.reports():
            raise GuestError('the agent took no report')
        copy.disk.forgets = True
        time.sleep(3 + chance.uniform(0, 3))
        pages = copy.cut(chance)
        look = copy.start(away=True)
        if not look:
            raise GuestError('the guest did not start again')
        lost = judge(copy.ledger, look, copy.database, copy.before)[0]
        kept = len(copy.before.all('has'))
        copy.cut(chance)
    finally:
        copy.close()
        shutil.rmtree(folder, ignore_errors=True)
    say('a disk that forgets (--seed %d): %d reports kept, %d pages said to be written and lost; the judge found %d reports lost: %s' % (
        seed, kept, pages[0], len(lost), 'FOUND' if lost else 'NOT FOUND'))
    return bool(lost)


def main(arguments, new_lab, package, launcher, say):
    """`new_lab`: makes what installs and enrols, and the folder of the logs."""
    words = usage(arguments)
    if not words:
        print('lab: packaging/lab power [N] [--seed N] | --broken; packaging/lab --help says more', file=sys.stderr)
        return 2
    count, seed, is_broken = words
    lab = new_lab()
    root = os.path.join(os.environ.get('LAB_ROOT') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'stairgate-lab'), 'power')
    folder, counts = os.path.join(root, 'laptop'), os.path.join(root, 'counts')
    os.makedirs(root, exist_ok=True)
    with open(os.path.join(root, 'lock'), 'w') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print('lab: another packaging/lab power runs', file=sys.stderr)
            return 3
        laptop = Laptop(folder, lab, package, launcher)
        if laptop.state.get('package') != digest(package):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            laptop = Laptop(folder, lab, package, launcher)
        try:
            if not laptop.state:
                laptop.prepare(say)
            if is_broken:
                return 0 if broken(laptop, os.path.join(root, 'broken'), seed, say) else 1
            total = Run(laptop, seed, say, counts).go(count)
        finally:
            laptop.close()
    say(summary('power', total))
    with open(counts) as f:
        everything = sum((collections.Counter({k: int(v) for k, v in (w.split('=') for w in line.split())}) for line in f), collections.Counter())
    say(summary('on this computer altogether', everything))
    return 1 if any(total[word] for word in ('lost', 'twice', 'disordered', 'boots', 'wrong')) or total['kills'] < count else 0


def summary(title, total):
    return '%s: %d kills, %d reports kept, %d lost, %d twice, %d out of order, %d gaps, %d starts that failed, %d else wrong' % (title, *(total[word] for word in COUNTS))
