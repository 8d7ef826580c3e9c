#!/usr/bin/env python3
"""packaging/lab - the project's own lab: a real Debian guest, real USB devices, the built package, and a table of what held.

usage: packaging/lab [SCENARIO...]      no name: all of them; `short`: what every push runs (10 minutes at most)
       packaging/lab power [N] [--seed N]        the power goes N times (5) while the laptop writes; goes on and adds up
       packaging/lab power --broken              the same on a disk that forgets what it said it wrote: must be found
       packaging/lab --prepare          installs what the lab needs and builds the guest, and tries nothing
       packaging/lab --list | --help

  static        the udev rule and the early unit alone, no package, no agent: what must hold when everything else is dead
  sticks        the package installed, enrolled, enforced: each kind of storage is shut, each harmless kind works
  agent-killed  the same with the agent killed by SIGKILL and kept dead
  cold-boot     power on with a stick already in: never mounted, shut once the early unit has run
  luks-keyboard root on LUKS, Debian's own initramfs, enforcement on, only a USB keyboard: the passphrase can be typed
  sticks-50     50 sticks of different serials: each one alert; plug command to alert, as a distribution
  kill-loop     the agent killed again and again while sticks come and go: nothing lost, nothing twice
  restore       enforcement off, release, upgrade, remove, purge: everything as it was, nothing open in between
  permission    a stick asked for, allowed, scanned, used, ended: every promise of it, with malware, damage, no network, no agent, no
                time; `permission:PART,PART` tries some parts (permission.py names them)
  permission-short   the ordinary way of it, malware, the agent killed while a stick is open
  rules         every rule: broken, seen as not met, enforced, met by effect, undone, the laptop as before; `rules:ROW,ROW` tries some
                (rules.py names them)
  rules-short   five of them
  drift         everything that can be enforced, enforced; 20 changes and more as root: told on the console (p50, p99), put back
  recovery      root on LUKS: a spare key sealed on the laptop, two people open it in the console, it opens the disk at the prompt
  usbguard      kernel's event to decision, ours and usbguard's, in the same guest in the same run

`power` stands apart from all scenarios and from `short`: a start takes one to three emulated minutes, and the first time fifteen more. In the
laptop people report concerns as quickly as the agent takes them; QEMU is killed at a random moment, what its disk had not flushed is lost or
torn, and the next start judges: nothing kept is lost, twice or out of order, the stick in it is shut before the agent runs, the laptop is the
same. A line per start; `--seed` makes the same chances again. What was not judged does not count, so it may be ended at any time.

The guest is built when it is missing (root and Debian's package archive needed, about 2 minutes, 10 with the encrypted one) into
~/.cache/stairgate-lab (LAB_ROOT names another place). The package is packaging/target/*.deb: `mvn package` makes it.
Logs, the guest's console and journal, and the table stay under packaging/target/lab/. Exit code: 0 all held, 1 something did not,
2 wrong usage, 3 the lab itself could not run."""
import atexit, glob, json, os, signal, subprocess, sys, time, traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import permission
import power
import recovery
import rules
import scenarios as s
import walk
from browser import Page
from console import Console
from guest import Guest, GuestError

PACKAGING = os.path.dirname(HERE)
TARGET = os.path.join(PACKAGING, 'target')
ALL = ['static', 'sticks', 'sticks-50', 'agent-killed', 'cold-boot', 'kill-loop', 'permission-short', 'permission', 'rules-short', 'rules', 'drift', 'recovery', 'usbguard', 'restore', 'luks-keyboard']
# What every push runs; the build has half an hour, so agent-killed is a scenario of its own and the rules are left to `packaging/lab rules-short` and `rules`.
SHORT = ['sticks', 'cold-boot', 'permission-short']
RULES = os.path.join(PACKAGING, 'linux', '72-stairgate-media.rules')
SHUT = os.path.join(PACKAGING, 'linux', 'shut-portable-media')
UNIT = os.path.join(PACKAGING, 'linux', 'stairgate-shut.service')


LAUNCHER = os.path.join(TARGET, 'stairgate', 'bin', 'stairgate-console')


def package():
    """The built package: the newest, where an old version lies beside it."""
    found = sorted(glob.glob(os.path.join(TARGET, '*.deb')), key=os.path.getmtime)
    return found[-1] if found else None


def say(text):
    print('[%s] %s' % (time.strftime('%H:%M:%S'), text), flush=True)


class Lab:
    """Holds what scenarios share: the table, the guest that is up, the console on this computer."""

    def __init__(self):
        self.logs = os.path.join(TARGET, 'lab', time.strftime('%Y%m%d-%H%M%S'))
        os.makedirs(self.logs)
        latest = os.path.join(TARGET, 'lab', 'latest')
        if os.path.islink(latest):
            os.remove(latest)
        os.symlink(os.path.basename(self.logs), latest)
        self.table = s.Table(os.path.join(self.logs, 'table.tsv'))
        self.guest = None
        self.console = None
        self.consoles = 0
        self.ready = False              # the guest that is up is enrolled and enforces
        atexit.register(self.close)

    def close(self):
        self.drop_guest()

    def drop_guest(self):
        if self.guest:
            self.guest.down()
            self.guest = None
        if self.console:
            self.console.stop()
            self.console = None
        self.ready = False

    def boot(self, *options, console=False, forward=(), **kw):
        """A fresh guest, with a console of its own where it will enrol; what was up goes down."""
        self.drop_guest()
        if console:
            self.consoles += 1
            data = os.path.join(self.logs, 'console-%d' % self.consoles)
            self.console = Console(LAUNCHER, data, self.logs)
            begin = time.monotonic()
            self.console.start()
            self.console.join()
            say('console on %s after %.1f s' % (self.console.web, time.monotonic() - begin))
        self.guest = Guest('lab-%d' % os.getpid(), self.logs, [self.console.agent_port, *forward] if console else [])
        say(self.guest.up(*options, **kw).splitlines()[-1])
        return self.guest

    # ---- scenarios -----------------------------------------------------------------------------------------------
    def static(self):
        g = self.boot()
        s.can(self.table, 'static', g)
        self.static_layer(g)
        s.all_devices(self.table, 'static', g, agent=False)
        self.power_on_with_stick('static')
        self.passphrase('static', self.static_layer)

    def static_layer(self, g):
        """The two files of the package that need no agent, the unit that runs one of them, and the mark of enforcement."""
        g.push(RULES, '/usr/lib/udev/rules.d/')
        g.push(SHUT, '/usr/lib/stairgate-agent/bin/')
        g.push(UNIT, '/usr/lib/systemd/system/')
        g.sh('mkdir -p /etc/stairgate; touch /etc/stairgate/portable-media.shut; udevadm control --reload; '
             'systemctl -q enable stairgate-shut; systemctl start stairgate-shut; '
             'udevadm trigger --action=change --subsystem-match=block --subsystem-match=scsi_generic --subsystem-match=usb --settle')

    # ---- with the package ------------------------------------------------------------------------------------------
    def install(self, g):
        """The .deb, then enrolled with the pasted line; the laptop's findings are in the console."""
        begin = time.monotonic()
        g.push(package(), '/root/stairgate-agent.deb')
        g.sh('dpkg -i /root/stairgate-agent.deb', timeout=300)
        say('installed after %.0f s' % (time.monotonic() - begin))
        begin = time.monotonic()
        g.sh("stairgate-agent enrol '%s' --nickname 'Lab laptop'" % self.console.enrol_line(), timeout=180)
        f = self.console.wait_finding('portable-media', lambda f: True, 180)
        if not f:
            raise GuestError('enrolled, but no finding arrived in the console: ' + g.try_sh('journalctl -u stairgate-agent --no-pager | tail -20')[1])
        say('enrolled, findings in the console after %.0f s' % (time.monotonic() - begin))

    def enforce(self, g):
        begin = time.monotonic()
        self.console.set_stage('enforce')
        f = self.console.wait_finding('portable-media', lambda f: f['stage'] == 'enforce' and f['state'] == 'met', 120)
        if not f:
            raise GuestError('switched to enforce, but the console shows %s' % self.console.finding('portable-media'))
        if s.switches(g)['module'] != '0':
            raise GuestError('said to be enforced, but ' + s.short(s.switches(g)))
        say('enforced, and shown as met, after %.0f s' % (time.monotonic() - begin))

    def enforced(self):
        """A guest with the package, enrolled, enforcing: the one that is up where it is so."""
        if not self.ready:
            g = self.boot(console=True)
            self.install(g)
            self.enforce(g)
            self.ready = True
        return self.guest

    def watched(self, forward=()):
        """A guest with the package, enrolled, where nothing is enforced; it reaches these ports of this computer too."""
        g = self.boot(console=True, forward=forward)
        self.install(g)
        return g

    def sticks(self):
        g = self.boot(console=True)
        self.install(g)
        s.can(self.table, 'sticks', g)
        self.enforce(g)
        self.ready = True
        s.all_devices(self.table, 'sticks', g, agent=True)

    def agent_killed(self):
        g = self.enforced()
        g.sh('systemctl -q mask --runtime stairgate-agent.path stairgate-agent.service; systemctl kill -s KILL stairgate-agent; sleep 3')
        dead = g.try_sh('systemctl -q is-active stairgate-agent || pgrep -f [i]o.stairgate.agent')[0] != 0
        self.table.add('agent-killed', 'the agent', 'dead, and stays dead', 'dead' if dead else 'it runs', dead)
        s.all_devices(self.table, 'agent-killed', g, agent=False)
        dead = g.try_sh('pgrep -f [i]o.stairgate.agent')[0] != 0
        self.table.add('agent-killed', 'the agent', 'was dead all the time', 'dead' if dead else 'it runs', dead)
        g.sh('systemctl -q unmask --runtime stairgate-agent.path stairgate-agent.service; systemctl start stairgate-agent', timeout=180)

    def cold_boot(self):
        self.enforced()
        self.power_on_with_stick('cold-boot')
        alert = self.console_alert('COLD0001', 120)
        self.table.add('cold-boot', 'stick in at power-on', 'one alert', s.told(alert), len(alert) == 1)

    def console_alert(self, serial, seconds):
        """The alerts about the medium of that serial, as soon as there is one."""
        end = time.monotonic() + seconds
        while True:
            found = [a for a in self.console.alerts() if (a.get('medium') or {}).get('serial') == serial]
            if found or time.monotonic() > end:
                return found
            time.sleep(0.3)

    def sticks_50(self, count=50):
        """Each stick one alert, and how long from the plug command to the alert in an open page, both by this computer's clock."""
        g = self.enforced()
        page = Page(os.path.join(self.logs, 'browser.log'))
        try:
            walk.sign_in(page, self.console)
            page.go(self.console.web + '/alerts')
            page.evaluate(s.WATCH_DOM)
            serials = ['FIFTY%03d' % i for i in range(count)]
            plugged, arrived = {}, {}
            offset = s.clock_offset(g)
            for i, serial in enumerate(serials):
                name = 'fifty%d' % i
                plugged[serial] = g.plug(name, 'usb-storage', '--serial', serial, '--size', '8M')
                try:
                    page.wait('window.labSeen[%s]' % json.dumps(serial), 60)
                    arrived[serial] = page.evaluate('window.labSeen[%s]' % json.dumps(serial))
                except GuestError:
                    pass
                g.unplug(name)
                g.wait('! grep -qx %s /sys/bus/usb/devices/*/serial' % serial, 10, every=0.1)
                if i % 10 == 9:
                    say('%d sticks, last one in the page after %s ms' % (i + 1, arrived.get(serial, 0) - plugged[serial]))
            found = s.kernel_found(g, serials, offset)
        finally:
            page.close()
        time.sleep(2)
        alerts = self.console.alerts()
        for_each = {x: [a for a in alerts if (a.get('medium') or {}).get('serial') == x] for x in serials}
        wrong = {x: s.told(a) for x, a in for_each.items() if len(a) != 1 or a[0]['occurrences'] != 1}
        self.table.add('sticks-50', '%d sticks' % count, 'each one alert, once', 'each one alert, once' if not wrong else str(wrong)[:300], not wrong)
        self.table.add('sticks-50', 'alerts in the open page', 'all %d' % count, str(len(arrived)), len(arrived) == count)
        for title, values in (('plug command to DOM', [arrived[x] - plugged[x] for x in arrived]),
                              ('plug command to guest kernel', [found[x] - plugged[x] for x in found]),
                              ('guest kernel to DOM', [arrived[x] - found[x] for x in arrived if x in found])):
            limit = 1000 if title == 'guest kernel to DOM' else None
            self.table.add('sticks-50', title, 'p99 <= 1000 ms' if limit else 'a distribution', s.spread(values),
                           values and (not limit or s.percentile(values, 99) <= limit))
        with open(os.path.join(self.logs, 'sticks-50.tsv'), 'w') as f:
            for x in serials:
                f.write('%s\t%s\t%s\t%s\n' % (x, plugged[x], found.get(x), arrived.get(x)))

    def kill_loop(self, count=10):
        """SIGKILL again and again while sticks come and go."""
        g = self.enforced()
        # Two deaths within ten minutes of a new policy put the policy before back, which watches only: that is not what is tried here.
        if not g.wait('test ! -e /var/lib/stairgate-agent/policy/trial', 1, every=1):
            say('waiting until the policy has stood for ten minutes')
            g.wait('test ! -e /var/lib/stairgate-agent/policy/trial', 660, every=5)
        serials = ['KILL%03d' % i for i in range(count)]
        shut, told = [], []
        for i, serial in enumerate(serials):
            g.plug('kill%d' % i, 'usb-storage', '--serial', serial, '--size', '8M')
            time.sleep((i % 4) * 0.25)                        # before it was heard, while it is written, after
            g.sh('systemctl kill -s KILL stairgate-agent')
            g.wait('grep -qx %s /sys/bus/usb/devices/*/serial' % serial, 10)
            shut.append(g.sh('cat $(dirname $(grep -lx %s /sys/bus/usb/devices/*/serial))/authorized' % serial))
            told.append(len(self.console_alert(serial, 180)))
            g.unplug('kill%d' % i)
        time.sleep(5)
        alerts = self.console.alerts()
        each = {x: [a for a in alerts if (a.get('medium') or {}).get('serial') == x] for x in serials}
        self.table.add('kill-loop', '%d x SIGKILL of the agent' % count, 'each stick shut all the time', 'authorized=' + ' '.join(shut), set(shut) == {'0'})
        self.table.add('kill-loop', '%d sticks' % count, 'each one alert', ' '.join(str(len(each[x])) for x in serials),
                       all(len(each[x]) == 1 for x in serials))

    def restore(self):
        """Off means off: what enforcement changed is put back, whichever way it ends; an upgrade opens nothing in between."""
        g = self.boot(console=True)
        before = s.switches(g)
        self.install(g)
        s.restored(self.table, 'restore', g, 'installed, watching', before)
        self.enforce(g)
        g.plug('kept', 'usb-storage', '--serial', 'RESTORE1')
        time.sleep(3)
        self.console.set_stage('watch')
        off = g.wait('test ! -e /etc/stairgate/portable-media.shut', 90)
        time.sleep(2)
        s.restored(self.table, 'restore', g, 'switched to watch' if off else 'switched to watch (no effect)', before)
        opened = g.wait('ls /dev/disk/by-id/*RESTORE1*', 20)
        self.table.add('restore', 'the stick that was shut', 'a disk again', 'a disk' if opened else 'still shut', opened)
        g.unplug('kept')
        self.enforce(g)
        s.upgrade(self.table, 'restore', g, '/root/stairgate-agent.deb')
        g.sh('stairgate-agent release', timeout=180)
        s.restored(self.table, 'restore', g, 'stairgate-agent release', before)
        g.sh('systemctl restart stairgate-agent', timeout=180)
        g.wait('test -e /etc/stairgate/portable-media.shut', 90)
        g.sh('dpkg -r stairgate-agent', timeout=300)
        s.restored(self.table, 'restore', g, 'dpkg -r', before)
        g.sh('dpkg -i /root/stairgate-agent.deb', timeout=300)
        again = g.wait('test -e /etc/stairgate/portable-media.shut', 120)
        self.table.add('restore', 'installed again', 'enforces again', 'enforces' if again else 'does not', again)
        g.sh('dpkg --purge stairgate-agent', timeout=300)
        s.restored(self.table, 'restore', g, 'dpkg --purge', before)
        left = g.sh('ls -d /etc/stairgate /var/lib/stairgate-agent /usr/lib/stairgate-agent /run/stairgate /usr/lib/udev/rules.d/72-stairgate* '
                    '/etc/systemd/system/*/stairgate* 2>/dev/null; pgrep -f [i]o.stairgate || true')
        self.table.add('restore', 'dpkg --purge', 'leaves nothing', left.replace('\n', ' ') or 'nothing left', not left)
        self.drop_guest()

    def permission_short(self):
        permission.short(self)

    def permission(self, parts=''):
        permission.full(self, [x for x in parts.split(',') if x])

    def rules_short(self):
        rules.short(self)

    def rules(self, rows=''):
        rules.full(self, [x for x in rows.split(',') if x])

    def drift(self):
        rules.drift(self)

    def recovery(self):
        recovery.run(self)

    def usbguard(self, count=10):
        """The kernel's event to the decision, by the kernel's own clock: usbguard's write against our journal's."""
        g = self.enforced()
        ours, recorded = s.decisions(g, count, 'stairgate-agent')
        g.sh('systemctl -q mask --runtime stairgate-agent.path stairgate-agent.service; systemctl stop stairgate-agent', timeout=120)
        g.sh('usbguard generate-policy > /etc/usbguard/rules.conf; chmod 600 /etc/usbguard/rules.conf; systemctl start usbguard; sleep 3')
        theirs, _ = s.decisions(g, count, 'usbguard')
        self.drop_guest()
        self.table.add('usbguard', 'usbguard: event to decision', 'a distribution', s.spread(theirs, 'ms', 2), len(theirs) == count)
        self.table.add('usbguard', 'ours: event to decision', 'no slower than usbguard', s.spread(ours, 'ms', 2),
                       len(ours) == count and theirs and s.percentile(ours, 50) <= s.percentile(theirs, 50))
        self.table.add('usbguard', 'ours: event to journal on disk', 'a distribution', s.spread(recorded, 'ms', 2), len(recorded) == count)

    def luks_keyboard(self):
        def protect(g):
            self.install(g)
            self.enforce(g)
        self.passphrase('luks-keyboard', protect)
        self.drop_guest()

    def power_on_with_stick(self, scenario):
        """Power off, put a stick in, power on: what the kernel and the early unit made of it."""
        say(scenario + ': power off, stick in, power on')
        g = self.guest
        g.sh('sync')
        g.down(clean=True, keep=True)
        say(g.up('--keep', stick=self.stick_image()).splitlines()[-1])
        s.cold_boot(self.table, scenario, g)

    def stick_image(self):
        image = os.path.join(self.guest.run_dir, 'cold.img')
        subprocess.run([os.path.join(HERE, 'plug'), image, '--make-image'], check=True)
        return image

    def passphrase(self, scenario, protect):
        """Root on LUKS, Debian's initramfs made again with everything `protect` brought, only a USB keyboard, a stick in."""
        g = self.boot('--luks-root', console=scenario != 'static')
        protect(g)
        say(scenario + ': initramfs of the protected laptop, power off, power on with a stick and only a USB keyboard')
        g.sh('tar -C / -cf /root/changed.tar etc usr/lib/udev usr/lib/modprobe.d usr/share/initramfs-tools usr/lib/systemd usr/lib/stairgate-agent/bin '
             '2>/dev/null; sync; test -s /root/changed.tar', timeout=300)
        changed, initrd = os.path.join(self.logs, 'changed.tar'), os.path.join(self.logs, 'initrd.img')
        g.pull('/root/changed.tar', changed)
        subprocess.run([os.path.join(HERE, 'initramfs'), initrd, changed], check=True)
        os.remove(changed)
        g.down(clean=True, keep=True)
        for line in g.up('--keep', '--stock', initrd, stick=self.stick_image()).splitlines():
            say(line)
        s.only_keyboard(self.table, scenario, g)
        s.cold_boot(self.table, scenario, g)
        os.remove(initrd)


def is_built():
    """Whether there is a package and a console to try; says what to do where there is none."""
    if package() and os.path.exists(LAUNCHER):
        return True
    print('lab: the package is not built yet; run "mvn package" first (packaging/target/*.deb)', file=sys.stderr)
    return False


def power_cuts(arguments):
    if not is_built():
        return 3
    try:
        return power.main(arguments, Lab, package(), LAUNCHER, say)
    except (GuestError, OSError, subprocess.SubprocessError) as e:
        print('lab: %s' % e, file=sys.stderr)
        return 3


def stop_by_signals():
    def asked_to_stop(number, _):
        say('stopped by signal %d; putting the guest and the console away' % number)
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, asked_to_stop)
    signal.signal(signal.SIGHUP, asked_to_stop)


def main(arguments):
    if any(a in ('-h', '--help') for a in arguments):
        print(__doc__)
        return 0
    if arguments == ['--list']:
        print('\n'.join(ALL))
        return 0
    stop_by_signals()
    if arguments[:1] == ['power']:
        return power_cuts(arguments[1:])
    names = []
    for a in arguments or ALL:
        names += SHORT if a == 'short' else [a]
    for n in names:
        if n.partition(':')[0] not in ALL or ':' in n and not n.startswith(('permission:', 'rules:')):
            print('lab: there is no scenario "%s"; packaging/lab --list names them' % n, file=sys.stderr)
            return 2
    names = sorted(set(names), key=lambda n: ALL.index(n.partition(':')[0]))
    if names != ['static'] and not is_built():
        return 3
    start = time.monotonic()
    lab = Lab()
    code = 0
    try:
        for n in names:
            say('scenario ' + n)
            try:
                name, _, parts = n.partition(':')
                getattr(lab, name.replace('-', '_'))(*[parts] if parts else [])
            except Exception as e:
                # what could not be tried did not hold
                with open(os.path.join(lab.logs, 'lab-errors.log'), 'a') as f:
                    traceback.print_exc(file=f)
                lab.table.add(n, '(the lab)', 'the scenario runs to its end', ('%s: %s' % (type(e).__name__, e)).replace('\n', ' ')[:400], False)
                lab.drop_guest()
    except KeyboardInterrupt:
        code = 130
    lab.close()
    print()
    lab.table.show()
    failed = lab.table.failed()
    print('\n%d of %d held, %d s. Logs: %s' % (len(lab.table.rows) - len(failed), len(lab.table.rows),
                                              time.monotonic() - start, os.path.relpath(lab.logs)))
    return code or (1 if failed or not lab.table.rows else 0)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
