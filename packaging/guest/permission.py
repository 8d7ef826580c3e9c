"""The scenarios of permission: asked, allowed, scanned, used, ended, on a real kernel with real sticks. Each row is one promise of the product."""
import json, os, re, subprocess, threading, time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from guest import GuestError
import scenarios as s
import sticks
import walk

SHUT = ('shut', 'failed', 'ended', 'not-obeyed')
NAMES = ('hello.txt', 'week.txt', 'test.com', 'papers.zip', 'plan.zip', 'film.bin', 'photo.bin')   # what is on the sticks


class Case:
    """One stick, from the plug to the end."""

    def __init__(self, flow, name, serial, kind):
        self.flow, self.name, self.serial, self.kind = flow, name, serial, kind
        self.request = self.permission = None
        self.pressed = None                 # ms of this computer's clock when it was allowed

    # ---- in the guest --------------------------------------------------------------------------------------------
    def look(self):
        return self.flow.g.sh('lab-stick %s look' % self.serial)

    def is_open(self, user='alice'):
        """Where the person can read it; empty where they cannot."""
        code, out = self.flow.g.try_sh('lab-stick %s open %s' % (self.serial, user))
        return out if code == 0 else ''

    def wait_open(self, seconds, user='alice'):
        return self.flow.g.wait('lab-stick %s open %s' % (self.serial, user), seconds, every=0.05)

    def is_shut(self):
        """Nothing of it is a disk, nothing is mounted, in no namespace that can be found."""
        gone = self.flow.g.try_sh('lab-stick %s gone' % self.serial)[0] == 0
        return gone and '/run/stairgate-agent/scan/' not in self.flow.g.try_sh('cat /proc/[0-9]*/mountinfo 2>/dev/null')[1]

    def shut_within(self, seconds):
        return self.flow.g.wait('lab-stick %s gone' % self.serial, seconds, every=0.05)

    # ---- from the plug on ----------------------------------------------------------------------------------------
    def ask(self, user='alice', reason='For the planning of next week', more=''):
        """Asks by command, as the person at the screen; ms until the console has it."""
        words = 'stairgate-agent media ask --reason "%s" --stick %s --json %s' % (reason, self.serial, more)
        end = time.monotonic() + 15
        while True:
            code, out = self.flow.g.try_sh('lab-as %s %s' % (user, _quoted(words)))
            found = re.search(r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', out)
            if code == 0 and found:
                self.request = found.group(0)
                self.flow.asked += 1
                return out
            if time.monotonic() > end:
                raise GuestError('%s: exit %d: %s' % (words, code, out[-300:]))
            time.sleep(0.5)

    def allow(self, **chosen):
        self.permission, self.pressed = self.flow.console.allow(self.request, **chosen)
        return self

    def standing(self):
        return self.flow.console.standing(self.permission)

    def wait(self, *states, seconds=60):
        return self.flow.console.wait_standing(self.permission, states, seconds)

    def stop(self):
        return self.flow.console.stop_permission(self.permission)

    def unplug(self):
        self.flow.g.unplug(self.name)
        self.flow.plugged.discard(self.name)

    def plug_again(self):
        self.flow.plug(self)

    def alerts(self):
        return [a for a in self.flow.console.alerts() if (a.get('medium') or {}).get('serial') == self.serial]


def _quoted(words):
    return "'" + words.replace("'", "'\\''") + "'"


def verdict(scan):
    """What a scan said, in one line."""
    if not scan:
        return 'no scan'
    because = scan.get('skippedBecause') or []
    return '%s%s, %s files, %s bytes, %s skipped%s, %s ms, %s' % (
        scan.get('verdict'), ' ' + scan['malware'] if scan.get('malware') else '', scan.get('files'), scan.get('bytes'), scan.get('skipped'),
        ' (%s)' % ' '.join(because) if because else '', scan.get('tookMs'), scan.get('engine'))


class Flow:
    """The guest that is up, enrolled and enforcing, its console, and the table of one scenario."""

    def __init__(self, lab, scenario):
        self.lab, self.scenario, self.g, self.console = lab, scenario, lab.enforced(), lab.console
        self.folder = os.path.join(self.g.run_dir, 'sticks')
        os.makedirs(self.folder, exist_ok=True)
        self.made, self.plugged, self.number, self.asked = {}, set(), 0, 0
        self.guest_images = {}
        self.g.sh('lab-as alice true')

    def row(self, what, must, seen, held):
        self.lab.table.add(self.scenario, what, must, seen, held)

    def part(self, title, work):
        """One group of rows; where it breaks, that is a row of its own and the next group is tried."""
        print('  --- ' + title, flush=True)
        try:
            work()
        except (GuestError, OSError, KeyError, IndexError, TypeError, ValueError) as e:
            self.row(title, 'can be tried to its end', ('%s: %s' % (type(e).__name__, e)).replace('\n', ' ')[:300], False)
        for name in sorted(self.plugged):
            try:
                self.g.unplug(name)
            except GuestError as e:
                print('  note: ' + str(e))
        self.plugged.clear()

    def image(self, kind):
        """A fresh copy of an image of that kind."""
        if kind not in self.made:
            if kind in sticks.IN_GUEST:
                raise GuestError('the image %s was not made' % kind)
            file = os.path.join(self.folder, kind + '.img')
            sticks.KINDS[kind](file)
            self.made[kind] = file
        self.number += 1
        copy = os.path.join(self.folder, 'plugged-%d.img' % self.number)
        subprocess.run(['cp', '--sparse=always', self.made[kind], copy], check=True)
        return copy

    def make_in_guest(self):
        self.made.update(sticks.in_guest(self.g, self.folder))

    def plug(self, case):
        case.flow = self
        if not hasattr(case, 'image'):
            case.image = self.image(case.kind)
        case.plugged_at = self.g.plug(case.name, 'usb-storage', '--serial', case.serial, '--image', case.image)
        self.plugged.add(case.name)
        if not self.g.wait('grep -qx %s /sys/bus/usb/devices/*/serial' % case.serial, 20, every=0.1):
            raise GuestError('the kernel never saw the stick ' + case.serial)

    def stick(self, kind, user='alice', ask=True, more=''):
        """A new stick, plugged in and asked for."""
        self.number += 1
        case = Case(self, 'p%d' % self.number, 'PERM%04d' % self.number, kind)
        if ask and self.asked >= 7 and not self.plugged:
            # ten requests of one person within an hour are all that the agent takes; it counts anew when it starts
            self.g.sh('systemctl restart stairgate-agent', timeout=180)
            self.asked = 0
        self.plug(case)
        if ask:
            case.ask(user, more=more)
        return case

    def opened(self, kind='plain', seconds=60, **chosen):
        """A new stick, asked for, allowed, scanned, open for alice."""
        case = self.stick(kind).allow(**chosen)
        if not case.wait_open(seconds):
            raise GuestError('allowed, and not open after %d s: %s' % (seconds, case.standing()))
        case.wait('open', seconds=20)
        return case

    def timed(self, command, act):
        """ms from `act` (which returns the moment, by this computer's clock) until a command in the guest ends well; None: not in 60 s."""
        p = self.g.open('end=$((SECONDS+60)); until %s; do [ $SECONDS -lt $end ] || exit 1; sleep 0.02; done > /dev/null 2>&1' % command)
        done = {}

        def wait():
            done['code'] = p.wait()
            done['at'] = time.time() * 1000

        waiting = threading.Thread(target=wait)
        waiting.start()
        at = act()
        waiting.join()
        return done['at'] - at if done['code'] == 0 else None

    def offline(self, cut):
        """Whether the laptop is cut off from the console."""
        if cut:
            # what comes in is dropped too: a connection that stands would still bring what was sent before it broke
            self.g.sh('nft add table ip lab; nft add chain ip lab out "{ type filter hook output priority 0 ; }"; '
                      'nft add chain ip lab in "{ type filter hook input priority 0 ; }"; nft add rule ip lab in ip saddr 10.0.2.100 drop; '
                      'nft add rule ip lab out ip daddr 10.0.2.100 reject with tcp reset')
        else:
            self.g.try_sh('nft delete table ip lab')

    def dead(self, stay=True):
        """The agent is killed and stays dead."""
        if stay:
            self.g.sh('mkdir -p /run/systemd/system/stairgate-agent.service.d; printf "[Service]\\nRestart=no\\n" > '
                      '/run/systemd/system/stairgate-agent.service.d/lab.conf; systemctl daemon-reload')

    def alive(self):
        """The agent runs again, as after the restart that the service always makes."""
        self.g.sh('rm -rf /run/systemd/system/stairgate-agent.service.d; systemctl daemon-reload; systemctl reset-failed stairgate-agent; '
                  'systemctl restart stairgate-agent', timeout=180)

    def no_trial(self):
        """Waits until the policy is no longer on trial: two deaths before would put the one before back, which only watches."""
        if not self.g.wait('test ! -e /var/lib/stairgate-agent/policy/trial', 1, every=1):
            print('  waiting until the policy has stood for ten minutes', flush=True)
            self.g.wait('test ! -e /var/lib/stairgate-agent/policy/trial', 660, every=5)

    # ---- 1, 2, 3, 4, 5, 6: the ordinary way ------------------------------------------------------------------------
    def ordinary_way(self):
        """Asked, allowed, scanned, used, stopped: an empty 64 MB stick."""
        self.watch_notices()
        case = self.stick('empty', ask=False)
        look = case.look()
        self.row('1 plugged in', 'shut, no disk', look.replace('\n', '; '), 'block' not in look and look.endswith(' 0'))
        begin = time.monotonic()
        out = case.ask()
        _, page = self.console.decision_page(case.request)
        self.row('1 asked by command', 'on the page of memory sticks', 'there %.1f s after the command began (%s)' % (time.monotonic() - begin, out[:60].replace('\n', ' ')),
                 'planning of next week' in page)
        told = self.notices()
        self.row('1 the person is told', 'a notice: a rule, not a fault, how to ask', told or 'no notice on the desktop\'s bus',
                 'rule' in told and 'fault' in told)
        ms = self.timed('lab-stick %s open alice' % case.serial, lambda: case.allow().pressed)
        where = case.is_open()
        self.row('3+4 allowed -> usable', 'usable; a figure (empty 64 MB)', 'not usable: %s' % (case.standing(),) if ms is None else 'usable after %.0f ms, %s' % (ms, verdict(case.standing()[2])),
                 ms is not None)
        received = self.received(case)
        # a figure alone in the short form, whose computer is shared with whatever else is tested
        self.row('3 reaches a connected laptop', '<= 1 s', received[1], received[0] or self.scenario == 'permission-short')
        if not where:
            return
        self.read_only(case, where)
        ms = self.timed('! lab-stick %s open alice' % case.serial, case.stop)
        shut = case.shut_within(10)
        self.row('6 Stop now', 'unreadable within seconds, no disk', 'never' if ms is None else 'unreadable after %.0f ms, %s' % (ms, 'no disk' if shut else case.look().replace('\n', '; ')),
                 ms is not None and ms < 5000 and shut)
        state = case.wait('ended', seconds=15)
        self.row('6 Stop now, in the console', 'ended', '%s %s' % state[:2], state[0] == 'ended')

    def watch_notices(self):
        self.g.sh("lab-as alice 'setsid -f dbus-monitor --session > /run/lab-person.1/notices 2>&1'")

    def notices(self):
        self.g.wait("grep -q 'member=Notify' /run/lab-person.1/notices", 5)
        out = self.g.try_sh("grep -A 14 'member=Notify' /run/lab-person.1/notices")[1]
        text = ' '.join(re.findall(r'string "(.*)"', out))
        return text[:400]

    def received(self, case):
        """From the press to the laptop's word that it has it, by the two clocks and what is between them."""
        offset = s.clock_offset(self.g)
        for h in self.console.permission(case.permission).get('history', []):
            if h.get('what') == 'received':
                at = datetime.fromisoformat(h['at'].replace('Z', '+00:00')).timestamp() * 1000 - offset
                return at - case.pressed <= 1000, '%.0f ms after the press, by the laptop\'s clock' % (at - case.pressed)
        return False, 'the history has no word of it'

    def read_only(self, case, where):
        """What reading only means: the kernel refuses, whoever tries."""
        look = case.look()
        blocks = re.findall(r'^block (\S+) ro=(\d)', look, re.M)
        mounts = re.findall(r'^mount (\S+) (r[ow]) ', look, re.M)
        write = self.g.try_sh('lab-as alice "touch \'%s/new\'"' % where)
        remount = self.g.try_sh("mount -o remount,rw '%s'; touch '%s/new'" % (where, where))
        node = self.g.try_sh('for b in %s; do dd if=/dev/zero of=/dev/$b bs=512 count=1 seek=100 oflag=direct conv=notrunc && exit 0; done; exit 1' % ' '.join(b for b, _ in blocks))
        raw = self.g.try_sh('lab-stick %s raw alice' % case.serial)
        options = self.g.try_sh("findmnt -no OPTIONS --target '%s'" % where)[1]
        self.row('5 reading only', 'block device and mount ro, nobody writes',
                 '%s; %s; alice writes: %s; root remounts and writes: %s; root writes to the node: %s; alice reads past it: %s; %s' % (
                     ' '.join('%s ro=%s' % b for b in blocks), ' '.join('%s %s' % m for m in mounts),
                     *('no' if x[0] else 'YES' for x in (write, remount, node, raw)), options[:80]),
                 blocks and mounts and all(b[1] == '1' for b in blocks) and all(m[1] == 'ro' for m in mounts)
                 and all(x[0] for x in (write, remount, node, raw)) and 'nosuid' in options and 'nodev' in options)

    # ---- 4: what the scan says ---------------------------------------------------------------------------------------
    def scanned(self, kind, verdicts, opens, seconds=90, **chosen):
        """A stick of that kind, allowed: what the scan must say, and whether it opens."""
        case = self.stick(kind)
        case.allow(**chosen)
        state, reason, scan = case.wait('open', *SHUT, seconds=seconds)
        time.sleep(1)
        mounted, gone = bool(case.is_open()), case.is_shut()
        held = (scan or {}).get('verdict') in verdicts and (mounted if opens else gone and not mounted)
        self.row('4 ' + kind, '%s, %s' % (' or '.join(str(v) for v in verdicts), 'opens' if opens else 'stays shut'),
                 '%s%s: %s; %s' % (state, ' ' + reason if reason else '', verdict(scan), 'open' if mounted else 'shut' if gone else 'NOT SHUT: ' + case.look().replace('\n', '; ')), held)
        return case, held

    def infected(self, kind):
        case, _ = self.scanned(kind, ('infected',), False)
        end = time.monotonic() + 15
        while True:
            alerts = [a for a in case.alerts() if 'icar' in json.dumps(a)]
            if alerts or time.monotonic() > end:
                break
            time.sleep(0.5)
        if kind == 'eicar-fat':
            self.row('4 infected: alert', 'urgent, with the malware\'s name', '; '.join('%s: %s' % (a['severity'], a['detail']) for a in alerts) or s.told(case.alerts()),
                     any(a['severity'] == 'urgent' for a in alerts))
        case.unplug()

    def verdicts(self, kinds):
        for kind, said, opens in kinds:
            if said == ('infected',):
                self.part('4 ' + kind, lambda: self.infected(kind))
            else:
                self.part('4 ' + kind, lambda: self.scanned(kind, said, opens))

    def accepted(self):
        """Not fully scanned, and the approver accepts that, saying why."""
        case, held = self.scanned('locked-archive', ('not-fully-scanned',), True, accept='yes', reason='The locked file is ours and we need it today.')
        case.unplug()
        case, held = self.scanned('eicar-zip', ('infected',), False, accept='yes', reason='The locked file is ours and we need it today.')

    def pulled(self, kind='small-files-20000'):
        """Pulled out while it is scanned."""
        case = self.stick(kind)
        case.allow()
        state = case.wait('scanning', 'open', *SHUT, seconds=30)
        time.sleep(1)
        case.unplug()
        time.sleep(3)
        state = case.wait('on-laptop', 'open', *SHUT, seconds=30)
        left = self.g.try_sh('grep -l /run/stairgate-agent/scan/ /proc/[0-9]*/mountinfo | head -3; pgrep -f [i]o.stairgate.agent > /dev/null || echo the agent is dead')[1]
        self.row('4 pulled during the scan', 'not open, nothing left mounted', '%s %s, %s; %s' % (state[0], state[1], verdict(state[2]), left or 'nothing left, the agent lives'),
                 not left and state[0] != 'open')
        case.plug_again()
        opened = case.wait_open(300)
        again = case.wait('open', seconds=15)
        self.row('4 plugged in again after that', 'scanned again, open', '%s %s: %s' % (again[0], again[1], verdict(again[2])), opened and again[0] == 'open')

    def many(self, count, seconds):
        begin = time.monotonic()
        self.scanned('small-files-%d' % count, ('clean',), True, seconds=seconds)
        print('  %d small files after %.0f s' % (count, time.monotonic() - begin), flush=True)

    def ratio(self):
        """The same files through the same engine, as ours does it and as clamdscan does."""
        case = self.opened('documents', seconds=240)
        scan = case.standing()[2]
        where = case.is_open()
        conf = self.g.sh("ls /usr/lib/stairgate-agent/*clamd*.conf /etc/stairgate/*clamd*.conf /usr/lib/stairgate-agent/*/*clamd*.conf 2>/dev/null | head -1")
        # The engine's socket is our service's alone; root may speak to it. Its definitions are read before the clock starts.
        self.g.sh("f=$(mktemp); clamdscan --config-file=%s --stream --no-summary $f; rm -f $f" % conf, timeout=120)
        self.g.sh('sync; echo 3 > /proc/sys/vm/drop_caches')
        out = self.g.sh("a=$EPOCHREALTIME; clamdscan --config-file=%s --stream --no-summary '%s' > /run/bare 2>&1; r=$?; b=$EPOCHREALTIME; "
                        "echo $r $(( (${b/./} - ${a/./}) / 1000 )); tail -3 /run/bare" % (conf, where), timeout=300).splitlines()
        code, bare = out[0].split()
        ours = scan.get('tookMs') or 0
        self.row('4 scan time beside clamdscan --stream', 'a ratio', '%s: ours %d ms, clamdscan %s ms, ratio %.2f' % (
            verdict(scan), ours, bare, ours / max(1, int(bare))) if code == '0' else 'clamdscan: ' + ' '.join(out), code == '0' and ours > 0)

    # ---- 5: whose it is ----------------------------------------------------------------------------------------------
    def second_person(self):
        """Two people signed in; the stick is the one's who asked."""
        self.g.sh('lab-as --too carol true; lab-as --front 1')
        case = self.opened('plain')
        where = case.is_open()
        read = self.g.try_sh("lab-as alice \"cat '%s/hello.txt'\"" % where)
        other = {
            'lists it': self.g.try_sh("lab-as --too carol \"ls '%s'\"" % where),
            'reads the file': self.g.try_sh("lab-as --too carol \"cat '%s/hello.txt'\"" % where),
            'reads the node': self.g.try_sh('lab-stick %s raw carol' % case.serial),
        }
        self.g.sh('lab-as --front 2')
        other['lists it with her screen in front'] = self.g.try_sh("lab-as --too carol \"ls '%s'\"" % where)
        disk = re.findall(r'^block (\S+)', case.look(), re.M)
        other['mounts it herself'] = self.g.try_sh("lab-as --too carol 'for b in %s; do udisksctl mount --no-user-interaction -b /dev/$b && exit 0; done; exit 1'" % ' '.join(disk))
        other['unmounts it'] = self.g.try_sh("lab-as --too carol 'for b in %s; do udisksctl unmount --no-user-interaction -b /dev/$b && exit 0; done; exit 1'" % ' '.join(disk))
        self.g.sh('lab-as --front 1')
        could = [k for k, v in other.items() if v[0] == 0]
        self.row('5 a second person signed in', 'alice reads, carol cannot', 'alice: %s; carol: %s' % ('reads' if read[0] == 0 else read[1], 'cannot ' + ', '.join(other) if not could else 'CAN: ' + ', '.join(could)),
                 read[0] == 0 and not could)
        case.unplug()

    def locked(self, kind, said, opens):
        """An encrypted stick: unlocked by the person, then scanned."""
        case = self.stick(kind)
        case.allow()
        state = case.wait('locked', 'open', *SHUT, seconds=60)
        before = case.is_open()
        self.g.sh('printf %s > /run/beans; chmod 644 /run/beans' % sticks.PASSPHRASE)
        nodes = [b for b in re.findall(r'^block (\S+)', case.look(), re.M)]
        code, out = self.g.try_sh("lab-as alice 'for b in %s; do udisksctl unlock --no-user-interaction --key-file /run/beans -b /dev/$b && exit 0; done; exit 1'" % ' '.join(reversed(nodes)))
        now = case.wait('open', *SHUT, seconds=90)
        time.sleep(1)
        mounted = bool(case.is_open())
        self.row('5 ' + kind, 'waits locked; unlocked, then scanned: %s, %s' % (said, 'opens' if opens else 'shut'),
                 'before: %s%s; unlock: %s; then %s %s: %s; %s' % (state[0], ', OPEN' if before else '', 'done' if code == 0 else out[-160:].replace('\n', ' '), now[0], now[1], verdict(now[2]), 'open' if mounted else 'not open'),
                 state[0] == 'locked' and not before and code == 0 and (now[2] or {}).get('verdict') == said and mounted == opens)
        if opens and mounted:
            look = case.look()
            self.row('5 encrypted, asked to read only', 'ro on the unlocked device too', look.replace('\n', '; '), 'ro=0' not in look and ' rw ' not in look)
        case.unplug()
        gone = self.g.wait('! ls /dev/mapper/luks-* 2>/dev/null', 10)
        self.row('5 %s, pulled out' % kind, 'no unlocked device left', 'none left' if gone else self.g.try_sh('ls /dev/mapper')[1].replace('\n', ' '), gone)

    def writing(self):
        """Reading and writing, where the approver chose so."""
        case = self.stick('plain', more='--write')
        case.allow(mode='write', reason='She saves the plans on it for the printer.')
        ok = case.wait_open(60)
        where = case.is_open()
        code, out = self.g.try_sh("lab-as alice \"echo hello > '%s/new.txt' && sync && cat '%s/new.txt'\"" % (where, where)) if ok else (1, str(case.standing()))
        self.row('5 reading and writing', 'alice writes', 'she writes' if code == 0 else out[-200:], code == 0)

    # ---- 6: how it ends -----------------------------------------------------------------------------------------------
    def stop_while_copying(self):
        case = self.opened('large', seconds=120)
        self.copying(case)
        ms = self.timed('! lab-stick %s open alice' % case.serial, case.stop)
        shut = case.shut_within(15)
        self.row('6 Stop now during a copy', 'unreadable within seconds, shut', 'never' if ms is None else 'unreadable after %.0f ms, %s' % (ms, 'shut' if shut else case.look().replace('\n', '; ')),
                 ms is not None and ms < 10_000 and shut)
        ended = self.g.wait('! pgrep -x dd', 20)
        self.row('6 the copy itself', 'ends', 'ended' if ended else 'still runs', ended)
        self.g.try_sh('pkill -x dd')

    def copying(self, case):
        where = case.is_open()
        self.g.sh("lab-as alice \"setsid -f sh -c 'while dd if=\\\"%s/film.bin\\\" of=/dev/null bs=64k iflag=direct; do :; done' > /run/lab-person.1/copy 2>&1\"" % where)
        if not self.g.wait('pgrep -x dd', 10):
            raise GuestError('no copy runs: ' + self.g.try_sh('cat /run/lab-person.1/copy')[1])

    def unplugged(self):
        case = self.opened('plain')
        first = case.standing()[2]
        case.unplug()
        state = case.wait('on-laptop', seconds=15)
        mounts = self.g.try_sh('grep -c /media/ /proc/mounts')[1]
        self.row('6 unplugged', 'closed, nothing mounted, goes on', '%s %s, %s mounts' % (state[0], state[1], mounts), state[0] == 'on-laptop' and mounts == '0')
        case.plug_again()
        opened = case.wait_open(60) and case.wait('open', seconds=20)[0] == 'open'
        again = sum(1 for h in self.console.permission(case.permission).get('history', []) if h.get('what') == 'scanned')
        self.row('6 plugged in again', 'scanned again, open again', '%s, %d scans' % ('open' if opened else 'not open: %s' % (case.standing(),), again), opened and again == 2)
        return case

    def offline_steps(self):
        """The console cannot be reached: waiting, allowed, open, again, stopped."""
        case = self.stick('plain', ask=False)
        self.offline(True)
        try:
            case.ask()
            time.sleep(2)
            self.row('3 asked while offline', 'kept, shut', 'shut' if case.is_shut() else 'NOT SHUT', case.is_shut())
        finally:
            self.offline(False)
        begin = time.monotonic()
        self.console.decision_page(case.request, 150)
        self.row('3 asked while offline, back online', 'the request arrives', 'after %.0f s' % (time.monotonic() - begin), True)
        self.offline(True)
        try:
            case.allow()
            time.sleep(3)
            self.row('3 allowed while the laptop is offline', 'shut, waits', '%s, %s' % (case.standing()[0], 'shut' if case.is_shut() else 'NOT SHUT'), case.is_shut())
        finally:
            self.offline(False)
        begin = time.monotonic()
        opened = case.wait_open(180)
        self.row('3 back online', 'scanned, open', 'open after %.0f s' % (time.monotonic() - begin) if opened else str(case.standing()), opened)
        self.offline(True)
        try:
            time.sleep(2)
            still = bool(case.is_open())
            case.unplug()
            case.plug_again()
            again = case.wait_open(60)
            self.row('3 open while offline; plugged again', 'goes on; scanned, open again', '%s; %s' % ('open' if still else 'SHUT', 'open again' if again else 'not open again'), still and again)
            case.stop()
            time.sleep(2)
            state = case.standing()[0]
            self.row('6 Stop now while offline', 'shown as not yet shut', '%s, %s' % (state, 'still open on the laptop' if case.is_open() else 'shut'), state == 'stopping')
        finally:
            self.offline(False)
        begin = time.monotonic()
        shut = case.shut_within(180)
        self.row('6 back online', 'shut at once', 'shut after %.0f s' % (time.monotonic() - begin) if shut else 'NOT SHUT', shut)

    def console_down(self):
        """The console's process is gone while the stick is used and plugged again."""
        case = self.opened('plain')
        self.console.stop()
        try:
            case.unplug()
            case.plug_again()
            again = case.wait_open(60)
            self.row('3 no console at all: plugged again', 'scanned, open', 'open' if again else 'not open', again)
            other = Case(self, 'pno', 'PERMNO01', 'plain')
            self.plug(other)
            time.sleep(3)
            self.row('3 no console at all: another stick', 'shut', 'shut' if other.is_shut() else other.look(), other.is_shut())
        finally:
            self.console.start()
        state = case.wait('open', seconds=120)
        self.row('3 the console is back', 'knows that it is open', '%s %s' % state[:2], state[0] == 'open')

    def killed(self, at, again=True):
        """SIGKILL to the agent and everything it started, kept dead: shut again, whatever step it was at. `again`: it is started again."""
        kind = 'small-files-20000' if at == 'scanning' else 'plain'
        case = self.stick(kind)
        if at != 'waiting':
            case.allow()
            if at == 'scanning':
                case.wait('scanning', seconds=30)
                time.sleep(1)
            else:
                case.wait_open(60)
        before = case.look().replace('\n', '; ')
        self.dead()
        try:
            out = self.g.sh("a=$EPOCHREALTIME; systemctl kill -s KILL stairgate-agent; end=$((SECONDS+30)); "
                            "until ! lab-stick %s open alice > /dev/null; do [ $SECONDS -lt $end ] || exit 1; done; b=$EPOCHREALTIME; "
                            "until lab-stick %s gone; do [ $SECONDS -lt $end ] || break; done; c=$EPOCHREALTIME; "
                            "echo $(( (${b/./} - ${a/./}) / 1000 )) $(( (${c/./} - ${a/./}) / 1000 ))" % (case.serial, case.serial), timeout=90).split()
            time.sleep(2)
            dead = self.g.try_sh('pgrep -f [i]o.stairgate.agent')[0] != 0
            shut = case.is_shut()
            self.row('6 agent killed while ' + at, 'dead, shut again', '%s; %s: unreadable after %s ms, no disk after %s ms (%s before)' % (
                'dead' if dead else 'IT RUNS', 'shut' if shut else 'NOT SHUT: ' + case.look().replace('\n', '; '), out[0], out[1], 'open' if ' rw ' in before or ' ro ' in before else 'no mount'),
                dead and shut)
            if at == 'open':
                case.unplug()
                case.plug_again()
                time.sleep(3)
                self.row('6 plugged in while it is dead', 'shut', 'shut' if case.is_shut() else case.look(), case.is_shut())
        finally:
            if again:
                self.alive()
        if again and at != 'waiting':
            opened = case.wait_open(300)
            self.row('6 the agent is back (%s)' % at, 'scanned, open again', 'open' if opened else str(case.standing()), opened)
        case.unplug()

    def changed(self):
        """A device that comes back with other descriptors under the same ids and serial."""
        image = self.image('plain')
        self.g.push(image, '/root/gadget.img')
        case = Case(self, 'gad', 'GADGETCHG1', 'plain')

        def plug(bcd):
            self.g.plug('gad', 'gadget', '--serial', case.serial, '--vid', '0951', '--pid', '1666', '--image', '/root/gadget.img', '--bcd', bcd)
            self.plugged.add('gad')
            self.g.wait('grep -qx %s /sys/bus/usb/devices/*/serial' % case.serial, 20)
        plug('0100')
        case.ask()
        case.allow()
        opened = case.wait_open(60)
        case.unplug()
        case.wait('on-laptop', seconds=15)
        plug('0200')
        state = case.wait('ended', seconds=30)
        alerts = case.alerts()
        self.row('6 a changed descriptor', 'ended, shut, an alert', 'first %s; then %s %s, %s; %s' % (
            'open' if opened else 'not open', state[0], state[1], 'shut' if case.is_shut() else 'NOT SHUT', s.told(alerts)),
            opened and state[0] == 'ended' and state[1] == 'descriptors-changed' and case.is_shut() and any('descr' in json.dumps(a) or 'chang' in json.dumps(a) for a in alerts))
        case.unplug()
        plug('0100')
        time.sleep(3)
        self.row('6 the first one again after that', 'stays shut', 'shut' if case.is_shut() else case.look(), case.is_shut())
        case.unplug()
        self.g.plug('gad', 'gadget', '--serial', case.serial, '--vid', '0951', '--pid', '1666', '--func', 'mass_storage,hid', '--image', '/root/gadget.img')
        self.plugged.add('gad')
        time.sleep(4)
        self.row('6 a changed composition', 'refused whole', 'shut' if case.is_shut() else case.look(), case.is_shut())

    def no_serial(self):
        """A device without a serial: weak, a second confirmation, bound to the port."""
        self.g.push(self.image('plain'), '/root/gadget.img')

        def plug(name):
            self.g.plug(name, 'gadget', '--vid', '0951', '--pid', '1665', '--image', '/root/gadget.img')
            self.plugged.add(name)
            self.g.wait('grep -qx 1665 /sys/bus/usb/devices/*/idProduct', 20)
        look = ("for f in /sys/bus/usb/devices/*/idProduct; do [ $(< $f) = 1665 ] || continue; d=${f%/idProduct}; "
                "echo ${d##*/} authorized=$(< $d/authorized) $(ls -d $d/*:*/host*/target*/*:*/block/* 2>/dev/null | wc -l) disks; done")
        plug('nos')
        time.sleep(2)
        words = 'stairgate-agent media ask --reason "For the planning of next week" --json'
        code, out = self.g.try_sh('lab-as alice ' + _quoted(words))
        found = re.search(r'[0-9a-f]{8}-[0-9a-f-]{27}', out)
        if not found:
            raise GuestError('media ask without a serial: %s' % out[-300:])
        address, page = self.console.decision_page(found.group(0))
        offered = 'value="ordinary"' in page
        weak = re.search(r'cannot be told', page) is not None
        try:
            self.console.allow(found.group(0), reason='I looked at it: it is the one from the office.')
            without = True
        except GuestError:
            without = False
        permission, _ = self.console.allow(found.group(0), sure='yes', reason='I looked at it: it is the one from the office.')
        state = self.console.wait_standing(permission, ('open',) + SHUT, 60)
        self.row('6 no serial', 'weak, not without a second look; then opens', '%s, %s, without the second look %s; then %s %s (%s)' % (
            'shown as weak' if weak else 'NOT shown as weak', 'one press OFFERED' if offered else 'no one press', 'ALLOWED' if without else 'refused', state[0], state[1], self.g.sh(look)),
            weak and not offered and not without and state[0] == 'open')
        self.g.unplug('nos')
        self.g.plug('occupy', 'gadget', '--serial', 'OCCUPY1', '--func', 'hid')
        self.plugged.add('occupy')
        plug('nos')
        time.sleep(5)
        seen = self.g.sh(look)
        self.row('6 no serial, in another port', 'stays shut', seen, 'authorized=0 0 disks' in seen)

    def twice(self):
        """The same serial on a second laptop at the same moment: a second agent on this computer, on a folder made to look like a laptop."""
        case = self.opened('plain')
        before = len(case.alerts())
        other = SecondLaptop(self.lab, os.path.join(self.lab.logs, 'second'))
        try:
            other.start(case.serial)
            end = time.monotonic() + 60
            while True:
                alerts = case.alerts()
                found = [a for a in alerts if re.search(r'two|twice|both|same', json.dumps(a), re.I)]
                if found or time.monotonic() > end:
                    break
                time.sleep(0.5)
            self.row('6 the same serial on two laptops at once', 'an alert', '%s (%d before)' % (s.told(alerts), before), bool(found))
        finally:
            other.stop()

    def telephone(self):
        """Without a network: a challenge to read out, an answer to type."""
        case = self.stick('plain', ask=False)
        self.offline(True)
        try:
            log = '/run/lab-person.1/telephone'
            self.g.sh("lab-as alice 'rm -f /run/lab-person.1/answer; mkfifo /run/lab-person.1/answer; setsid -f sh -c \"stairgate-agent media ask --by-telephone --stick %s < /run/lab-person.1/answer > %s 2>&1\"; "
                      "setsid -f sh -c \"sleep 300 > /run/lab-person.1/answer\"'" % (case.serial, log))
            if not self.g.wait("grep -qE '[0-9A-Z]{4} [0-9A-Z]{4}' %s" % log, 30):
                raise GuestError('no challenge: ' + self.g.try_sh('cat ' + log)[1])
            shown = self.g.sh('cat ' + log)
            challenge = re.search(r'\b([0-9A-HJKMNP-TV-Z]{4} [0-9A-HJKMNP-TV-Z]{4})\b', shown).group(1)
            self.g.sh("echo 'AAAAA AAAAA' > /run/lab-person.1/answer")
            time.sleep(3)
            wrong = case.is_shut()
            answer = self.console.telephone('Lab laptop', challenge.lower(), 'today-reading-only')
            ms = self.timed('lab-stick %s open alice' % case.serial, lambda: (self.g.sh("echo '%s' > /run/lab-person.1/answer" % answer.lower()), time.time() * 1000)[1])
            self.row('1 by telephone, offline', 'a wrong answer: shut; the right one: scanned, open', 'challenge %s; wrong: %s; right: %s' % (
                challenge, 'shut' if wrong else 'NOT SHUT', 'open after %.0f ms' % ms if ms is not None else 'not open: ' + self.g.sh('cat ' + log)[-200:].replace('\n', ' ')), wrong and ms is not None)
            look = case.look()
            self.row('1 by telephone', 'reading only', look.replace('\n', '; '), ms is not None and 'ro=0' not in look and ' rw ' not in look)
            again = self.g.try_sh("lab-as alice 'stairgate-agent media answer %s'" % answer)
            self.row('1 the same answer twice', 'good once', 'refused' if again[0] else again[1][-120:].replace('\n', ' '), again[0] != 0)
        finally:
            self.offline(False)
            self.g.try_sh("pkill -f 'sleep 300'")
        end = time.monotonic() + 150
        while True:
            found = [p for p in self.console.api('/permissions')['permissions'] if p.get('origin') == 'telephone']
            if found or time.monotonic() > end:
                break
            time.sleep(1)
        self.row('1 by telephone, back online', 'the console knows of it', '%d in the list' % len(found), len(found) == 1)

    # ---- 6: time ------------------------------------------------------------------------------------------------------
    def ahead_to_midnight(self, days, lead):
        """Seconds to put the console's clock ahead, so that the setting's day (London's), `days` from now, ends in `lead` seconds."""
        now = datetime.now(ZoneInfo('Europe/London'))
        midnight = (now + timedelta(days=days + 1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return int(midnight.timestamp() - now.timestamp() - lead)

    def connections(self):
        return int(self.g.sh("journalctl -b -u stairgate-agent -o cat --no-pager | grep -c 'Connected to the console' || true"))

    def connected(self, before, seconds):
        """Waits until the laptop has connected once more: it tries again in its own time."""
        end = time.monotonic() + seconds
        while self.connections() <= before:
            if time.monotonic() > end:
                raise GuestError('the laptop did not come back to the console within %d s' % seconds)
            time.sleep(1)

    def put_before_midnight(self, days, lead=240):
        """The console again, its clock `lead` seconds before the end of the day; when that end is, ms of this computer's clock."""
        before = self.connections()
        self.console.stop()
        midnight = (time.time() + lead) * 1000      # `ahead` is reckoned from the same moment
        self.console.start(ahead=self.ahead_to_midnight(days, lead))
        # the laptop's clock too, or it takes the console's new certificate for one of the future; permissions do not end by it
        self.g.sh('date -s @%d' % (time.time() + self.console.app.ahead))
        self.connected(before, lead - 60)
        return midnight

    def expiry(self):
        """The end of the day comes while a copy runs, then again a day later with the laptop's clock set back and no console."""
        today = self.opened('large', seconds=120)
        tomorrow = self.stick('plain')
        day = date.fromtimestamp(time.time() + self.ahead_to_midnight(0, 0) + 3600 * 12)
        tomorrow.allow(until='date', date=str(day))
        if not tomorrow.wait_open(60):
            raise GuestError('the second stick did not open: %s' % (tomorrow.standing(),))
        self.copying(today)
        self.watch_notices()
        midnight = self.put_before_midnight(0)
        self.wait_until(midnight - 20_000)
        told = self.notices()
        still = bool(today.is_open())
        ms = self.timed('! lab-stick %s open alice' % today.serial, lambda: midnight)
        shut = today.shut_within(15)
        self.row('6 the day ends during a copy', 'open before, unreadable at the end, shut', '%s 20 s before; %s; %s' % (
            'open' if still else 'NOT OPEN', 'never' if ms is None else 'unreadable %.0f ms after midnight' % ms, 'shut' if shut else today.look().replace('\n', '; ')),
            still and ms is not None and -3000 < ms < 10_000 and shut)
        self.row('6 a minute before', 'the person is warned', told or 'no notice', 'minute' in told)
        self.g.try_sh('pkill -x dd')
        self.row('6 the other permission', 'goes on', 'open' if tomorrow.is_open() else str(tomorrow.standing()), bool(tomorrow.is_open()))
        midnight = self.put_before_midnight(1)
        self.console.stop()
        self.g.sh('date -s "-1 day"')
        self.wait_until(midnight - 15_000)
        still = bool(tomorrow.is_open())
        ms = self.timed('! lab-stick %s open alice' % tomorrow.serial, lambda: midnight)
        shut = tomorrow.shut_within(15)
        self.row('6 clock set back a day while open, no console', 'ends all the same', '%s 15 s before; %s; %s' % (
            'open' if still else 'NOT OPEN', 'never' if ms is None else 'unreadable %.0f ms after midnight' % ms, 'shut' if shut else tomorrow.look().replace('\n', '; ')),
            still and ms is not None and -3000 < ms < 10_000 and shut)
        self.g.sh('date -s "+1 day"')

    def wait_until(self, ms):
        time.sleep(max(0, ms / 1000 - time.time()))

    def set_back(self):
        """Power off, the laptop's clock a day back, power on without a console: permissions are held back until the console's time is seen."""
        if not self.console.process:
            before = self.connections()
            self.console.start(ahead=self.console.app.ahead)
            self.connected(before, 300)
        self.console.sign_in()
        case = self.opened('plain')
        self.g.sh('sync')
        case.unplug()
        self.console.stop()
        self.g.down(clean=True, keep=True)
        clock = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(time.time() + self.console.app.ahead - 86400))
        print('  ' + self.g.up('--keep', clock=clock).splitlines()[-1], flush=True)
        self.g.wait('systemctl -q is-active stairgate-agent', 60)
        self.g.sh('lab-as alice true')
        case.plug_again()
        time.sleep(10)
        shut = case.is_shut()
        said = self.g.try_sh('stairgate-agent status')[1]
        self.row('6 started with the clock a day back', 'held back, shut', '%s; %s' % ('shut' if shut else 'NOT SHUT', ' '.join(line.strip() for line in said.splitlines() if 'clock' in line.lower())[:160]), shut)
        self.console.start(ahead=self.console.app.ahead)
        begin = time.monotonic()
        opened = case.wait_open(300)
        self.row('6 the console\'s time is seen', 'scanned, open', 'open after %.0f s' % (time.monotonic() - begin) if opened else str(case.standing()), opened)

    # ---- 7: what is kept ------------------------------------------------------------------------------------------------
    def recorded(self, case):
        """Who asked, who decided, what the scan said, when used, when ended; and no file name anywhere."""
        p = self.console.permission(case.permission)
        steps = [h.get('what') for h in p.get('history', [])]
        wanted = {'received', 'scanning', 'scanned', 'opened', 'closed'}
        self.row('7 the history', 'asked, allowed, received, scanned, opened, closed', ' '.join(steps)[:200], wanted <= set(steps) and {'asked', 'approved'} <= set(steps))

    def no_file_names(self):
        places = {'the console\'s folder': subprocess.run(['grep', '-raEl', '|'.join(re.escape(n) for n in NAMES), self.console.data, self.console.log],
                                                          capture_output=True, text=True).stdout.split()}
        pattern = '|'.join(re.escape(n) for n in NAMES)
        places['the laptop\'s folder'] = self.g.try_sh("grep -raEl '%s' /var/lib/stairgate-agent /run/stairgate-agent /run/stairgate /etc/stairgate 2>/dev/null" % pattern)[1].split()
        # what this lab itself did in the guest is no word of the product
        places['the laptop\'s log'] = self.g.try_sh("journalctl -b --no-pager -o short -u 'stairgate*' | grep -E '%s' | head -3" % pattern)[1].splitlines()
        # what is kept can be found this way: the serials are there
        kept = subprocess.run(['grep', '-raEl', 'PERM[0-9]{4}', self.console.data], capture_output=True, text=True).stdout
        found = {k: v for k, v in places.items() if v}
        if not kept:
            found['nothing can be found this way'] = 'not even a serial'
        self.row('7 names of files', 'nowhere', str(found)[:300] if found else 'in none of: ' + ', '.join(places), not found)


class SecondLaptop:
    """The built agent on a folder made to look like a laptop, enrolled with the same console: its kernel is made of files."""

    STICK = bytes.fromhex('1201000200000040f44601000100010203010902200001010080640904000002080650000705810200020007050202000200')

    def __init__(self, lab, folder):
        self.console, self.folder, self.process = lab.console, folder, None
        self.launcher = os.path.join(os.path.dirname(lab.console.launcher), 'stairgate-agent')
        self.root = os.path.join(folder, 'root')
        hub = 'sys/devices/pci0000:00/0000:00:14.0/usb1'
        for name, text in (('proc/sys/kernel/random/boot_id', '0f3c2a52-1111-4222-8333-444455556666\n'), ('proc/uptime', '350735.47 234388.90\n'),
                           ('proc/self/mountinfo', ''), ('proc/self/status', 'Name:\tjava\nUid:\t0\t0\t0\t0\n'),
                           ('etc/os-release', 'NAME="Debian GNU/Linux"\nVERSION="12 (bookworm)"\n'), ('sys/class/dmi/id/sys_vendor', 'LENOVO\n'),
                           ('sys/class/dmi/id/product_version', 'ThinkPad L14 Gen 4\n'), (hub + '/authorized_default', '1\n'),
                           (hub + '/interface_authorized_default', '1\n'), ('sys/module/usbcore/parameters/authorized_default', '-1\n'), ('sys/bus/usb/drivers_probe', '')):
            self._file(name, text)
        for name in ('sys/class/block', 'sys/dev/block', 'dev', 'run', 'tmp', 'sys/bus/usb/devices'):
            os.makedirs(os.path.join(self.root, name), exist_ok=True)
        os.symlink('../../../devices/pci0000:00/0000:00:14.0/usb1', os.path.join(self.root, 'sys/bus/usb/devices/usb1'))

    def _file(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(text if isinstance(text, bytes) else text.encode())

    def start(self, serial):
        stick = 'sys/devices/pci0000:00/0000:00:14.0/usb1/1-1'
        for name, text in (('authorized', '1\n'), ('devnum', '5\n'), ('descriptors', self.STICK), ('idVendor', '46f4\n'), ('idProduct', '0001\n'), ('serial', serial + '\n'),
                           ('manufacturer', 'QEMU\n'), ('product', 'QEMU USB HARDDRIVE\n'), ('removable', 'removable\n'),
                           ('uevent', 'MAJOR=189\nDEVNAME=bus/usb/001/005\nDEVTYPE=usb_device\n')):
            self._file(stick + '/' + name, text)
        self._file('dev/bus/usb/001/005', '')
        os.symlink('../../../devices/pci0000:00/0000:00:14.0/usb1/1-1', os.path.join(self.root, 'sys/bus/usb/devices/1-1'))
        data = os.path.join(self.folder, 'agent')
        # it reaches the console where this computer does
        line = self.console.enrol_line().replace('10.0.2.100', '127.0.0.1')
        r = subprocess.run([self.launcher, 'enrol', '--data', data, '--root', self.root, '--nickname', 'Second laptop', line], capture_output=True, text=True, timeout=120)
        if r.returncode:
            raise GuestError('the second laptop does not enrol: ' + r.stderr.strip())
        with open(os.path.join(self.folder, 'agent.log'), 'ab') as log:
            self.process = subprocess.Popen([self.launcher, 'run', '--data', data, '--root', self.root], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


CLEAN, SICK, PART = ('clean',), ('infected',), ('not-fully-scanned',)
VERDICTS = (
    ('plain', CLEAN, True), ('exfat-plain', CLEAN, True), ('ntfs-plain', CLEAN, True), ('ext4-plain', CLEAN, True), ('iso-plain', CLEAN, True),
    ('partitions', CLEAN, True), ('none', PART + (None,), False), ('damaged', PART + (None,), False), ('damaged-fat', PART + (None,), False),
    ('eicar-fat', SICK, False), ('eicar-exfat', SICK, False), ('eicar-ext4', SICK, False), ('eicar-ntfs', SICK, False), ('eicar-zip', SICK, False),
    ('eicar-second-partition', SICK, False), ('bomb', PART, False), ('deep-archive', PART + SICK, False), ('locked-archive', PART, False))


def short(lab):
    """What every push runs: the ordinary way, malware stays shut, killed while open."""
    flow = Flow(lab, 'permission-short')
    flow.part('the ordinary way', flow.ordinary_way)
    flow.part('malware', lambda: flow.infected('eicar-fat'))
    flow.part('names', flow.no_file_names)
    # Last, and for good: a second death within ten minutes of the policy would put the one before back, which only watches.
    flow.part('killed', lambda: flow.killed('open', again=False))
    lab.drop_guest()


def full(lab, only=()):
    """Every numbered point. `only`: names of parts, where not all are wanted."""
    flow = Flow(lab, 'permission')
    parts = {
        'images': flow.make_in_guest,
        'ordinary': flow.ordinary_way,
        'walk': lambda: walk.walk(flow),
        'verdicts': lambda: flow.verdicts(VERDICTS),
        'accepted': flow.accepted,
        'pulled': flow.pulled,
        'ratio': flow.ratio,
        'second': flow.second_person,
        'luks': lambda: flow.locked('luks-plain', 'clean', True),
        'luks-infected': lambda: flow.locked('luks-eicar', 'infected', False),
        'writing': flow.writing,
        'copy': flow.stop_while_copying,
        'unplugged': lambda: flow.recorded(flow.unplugged()),
        'offline': flow.offline_steps,
        'console-down': flow.console_down,
        'changed': flow.changed,
        'no-serial': flow.no_serial,
        'twice': flow.twice,
        'telephone': flow.telephone,
        'killed-waiting': lambda: (flow.no_trial(), flow.killed('waiting')),
        'killed-scanning': lambda: flow.killed('scanning'),
        'killed-open': lambda: flow.killed('open'),
        'many': lambda: flow.many(200_000, 1800),
        'names': flow.no_file_names,
        'expiry': flow.expiry,
        'set-back': flow.set_back,
    }
    for name, work in parts.items():
        if not only or name in only:
            flow.part(name, work)
    if not only or 'usbguard' in only:
        lab.usbguard()
