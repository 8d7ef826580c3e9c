"""The lab's scenarios: each plugs real devices into a real guest and says what was expected and what was seen."""
import os, re, time
from guest import GuestError


class Table:
    """The rows of what held. A row that did not hold makes the lab fail."""

    def __init__(self, path):
        self.rows, self.path = [], path

    def add(self, scenario, device, expected, seen, ok):
        self.rows.append((scenario, device, expected, seen, bool(ok)))
        line = '  %-6s %-16s %-28s %s' % ('ok' if ok else 'FAILED', scenario, device, seen if ok else '%s; expected: %s' % (seen, expected))
        print(line, flush=True)
        with open(self.path, 'a') as f:
            f.write('\t'.join((scenario, device, expected, seen, 'ok' if ok else 'FAILED')) + '\n')

    def failed(self):
        return [r for r in self.rows if not r[4]]

    def show(self):
        head = ('scenario', 'device', 'expected', 'seen', '')
        rows = [head] + [(s, d, e, n, 'ok' if ok else 'FAILED') for s, d, e, n, ok in self.rows]
        width = [min(max(len(r[i]) for r in rows), 60) for i in range(5)]
        for r in rows:
            print('  '.join(r[i].ljust(width[i]) for i in range(5)).rstrip())


# What is plugged in: (name on screen, kind for `plug`, its options). What must become of it is said per scenario.
STICK = ('usb-storage', 'usb-storage', ['--serial', 'LABSTICK01'])
UAS = ('usb-uas', 'usb-uas', ['--serial', 'LABUAS01'])
GADGET = ('gadget storage', 'gadget', ['--serial', 'LABGADGET1'])
MIXED = ('gadget storage+keyboard', 'gadget', ['--serial', 'LABGADGET2', '--func', 'mass_storage,hid'])
PHONE_NET = ('gadget tethering (RNDIS)', 'gadget', ['--serial', 'LABTETHER1', '--vid', '04e8', '--pid', '6863', '--func', 'rndis'])
PRINTER = ('gadget printer', 'gadget', ['--serial', 'LABPRINT1', '--vid', '03f0', '--pid', '4517', '--func', 'printer'])
SD = ('SD card', 'sd', [])
MTP = ('usb-mtp (phone)', 'usb-mtp', [])
KEYBOARD = ('usb-kbd', 'usb-kbd', [])
MOUSE = ('usb-mouse', 'usb-mouse', [])
NET = ('usb-net', 'usb-net', [])
AUDIO = ('usb-audio', 'usb-audio', [])
READER = ('usb-ccid (card reader)', 'usb-ccid', [])
SERIAL = ('usb-serial (FTDI)', 'usb-serial', [])


DISC = ('optical disc', 'optical', [])


class Plugging:
    """One device plugged into one guest: what was there before, what is there after."""

    def __init__(self, guest, device):
        self.guest, (self.title, self.kind, self.options) = guest, device
        self.before = guest.baseline or guest.look()
        self.lines = int(guest.sh('dmesg | wc -l'))
        self.name = re.sub('[^a-z0-9]', '', self.title.lower())
        self.at_ms = guest.plug(self.name, self.kind, *self.options)
        self.after = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.guest.unplug(self.name)
            names = self.before.usb().keys()
            gone = self.guest.wait('udevadm settle -t 5; test $(ls -d /sys/bus/usb/devices/*-* 2>/dev/null | grep -vc :) -le %d' % len(names), 15)
            self.guest.baseline = self.before if gone else None
        except GuestError as e:
            self.guest.baseline = None
            print('  note: ' + str(e))

    def arrived(self, seconds=20):
        """Waits for the kernel to have found the device, then for udev to be done with it."""
        self.guest.wait(('ls -d /sys/bus/mmc/devices/*' if self.kind == 'sd' else
                         'test $(ls -d /sys/bus/usb/devices/*-* 2>/dev/null | grep -vc :) -gt %d' % len(self.before.usb())) + ' && udevadm settle -t 20',
                        seconds)

    def look(self):
        self.after = self.guest.look()
        return self.after

    def new(self, kind):
        return sorted(self.after.names(kind) - self.before.names(kind))

    def new_usb(self):
        was = self.before.usb()
        return {n: v for n, v in self.after.usb().items() if was.get(n, (0, 0, 0, 0))[3] != v[3]}

    def new_nodes(self):
        """{node: what the person can do} of nodes that were not there."""
        was = self.before.opened()
        return {n: o for n, o in self.after.opened().items() if n not in was}

    def attached(self):
        """Disks the kernel said it attached since the plug, however briefly."""
        out = self.guest.sh("dmesg | tail -n +%d | grep -oE '\\[[a-z0-9]+\\] Attached SCSI [a-z -]*disk' || true" % (self.lines + 1))
        return out.split('\n') if out else []


def no_disk(table, scenario, guest, device):
    """USB storage: no driver binds, no disk appears at any moment, nobody can open the device's own node."""
    with Plugging(guest, device) as p:
        p.arrived()
        time.sleep(3)                # usb-storage itself waits 1 s before it looks for disks
        p.look()
        usb, disks, opened = p.new_usb(), p.new('block'), {n: o for n, o in p.new_nodes().items() if o != 'none'}
        bound = [b for n in usb for b in p.after.bound() if b.startswith(n + ':')]
        inputs = p.new('input')
        attached = p.attached()
        auth = ','.join(v[1] for v in usb.values())
        seen = 'authorized=%s, %s' % (auth or 'none came', 'no disk, no driver, node shut'
                                      if usb and not (disks or bound or opened or inputs or attached) else
                                      'disks %s, attached %s, drivers %s, inputs %s, opened %s' % (disks, attached, bound, inputs, opened))
        table.add(scenario, p.title, 'not authorised, no disk node', seen,
                  usb and auth.replace(',', '').strip('0') == '' and not disks and not bound and not opened and not inputs and not attached)


def no_node(table, scenario, guest, device):
    """SD, phone: nothing that came can be opened by the person at the laptop, and udisks mounts nothing for them."""
    with Plugging(guest, device) as p:
        p.arrived()
        time.sleep(1.5)
        p.look()
        nodes = p.new_nodes()
        opened = {n: o for n, o in nodes.items() if o != 'none'}
        mounted = ''
        for block in p.new('block'):
            code, out = guest.try_sh('lab-as %s udisksctl mount --no-user-interaction -b /dev/%s' % (guest.user, block))
            if code == 0:
                mounted = out
        usb = p.new_usb()
        drivers = sorted(d for b, d in p.after.bound().items() if b.rsplit(':', 1)[0] in usb)   # a gadget's own end is a network interface too
        came = nodes or p.new_usb()
        seen = 'nothing came' if not came else (
            '%d nodes, none opens, no mount' % len(nodes) if not opened and not mounted and not drivers else
            'opened %s, mount %s, drivers %s' % (opened or 'none', mounted or 'none', drivers or 'none'))
        table.add(scenario, p.title, 'no node a person can open', seen, came and not opened and not mounted and not drivers)


def works(table, scenario, guest, device, kind, driver=None, seconds=30):
    """A harmless device: `kind` (input, net, sound, tty, or none) appears, a driver is bound."""
    with Plugging(guest, device) as p:
        p.arrived()
        end = time.monotonic() + seconds
        while True:
            p.look()
            usb = p.new_usb()
            bound = sorted({d for b, d in p.after.bound().items() if b.rsplit(':', 1)[0] in usb})
            things = p.new(kind) if kind else []
            ok = usb and all(v[1] == '1' for v in usb.values()) and (things or not kind) and (not driver or driver in bound)
            if ok or time.monotonic() > end:
                break
            time.sleep(0.5)
        disks = p.new('block')
        seen = 'authorized=%s, driver %s%s' % (','.join(v[1] for v in usb.values()) or 'none came', '+'.join(bound) or 'none',
                                              ', ' + kind + ' ' + ' '.join(things) if things else '')
        table.add(scenario, p.title, 'works' + (' (%s)' % kind if kind else ''), seen, ok and not disks)


def no_disc(table, scenario, guest):
    """A disc in the built-in drive: the drive's nodes are there always, and the person can open none of them."""
    with Plugging(guest, DISC) as p:
        guest.wait('udevadm info -q property /dev/sr0 | grep -q ID_CDROM_MEDIA=1', 20)
        guest.sh('udevadm settle -t 20')
        p.look()
        opened = {n: o for n, o in p.after.opened().items() if ('/sr' in n or '/sg' in n) and o != 'none'}
        mounted, _ = guest.try_sh('lab-as %s udisksctl mount --no-user-interaction -b /dev/sr0' % guest.user)
        inside = guest.sh('head -c 512 /dev/sr0 | wc -c')
        table.add(scenario, p.title, 'no node a person can open',
                  'none opens, no mount' if not opened and mounted else 'opened %s, mounted %s' % (opened, mounted == 0),
                  inside == '512' and not opened and mounted)


def can(table, scenario, guest):
    """Before enforcement the person at the laptop can: without this, 'cannot' would prove nothing."""
    for device in (STICK, SD):
        with Plugging(guest, device) as p:
            p.arrived()
            guest.wait('ls /sys/class/block | grep -qE "^(sd[a-z]|mmcblk[0-9]p)[0-9]"', 20)
            guest.sh('udevadm settle -t 10')
            part = guest.sh('ls /sys/class/block | grep -E "^(sd[a-z]|mmcblk[0-9]p)[0-9]" | head -1')
            code, out = guest.try_sh('lab-as %s udisksctl mount --no-user-interaction -b /dev/%s' % (guest.user, part))
            table.add(scenario, p.title, 'before enforcement it mounts', out.splitlines()[0] if out else 'nothing', code == 0)
            guest.try_sh('lab-as %s udisksctl unmount --no-user-interaction -b /dev/%s' % (guest.user, part))
    can_read_disc(table, scenario, guest)
    with Plugging(guest, MTP) as p:
        p.arrived()
        p.look()
        opened = [o for o in p.new_nodes().values() if o == 'read+write']
        table.add(scenario, p.title, 'before enforcement it opens', 'opens' if opened else 'does not open', opened)


def can_read_disc(table, scenario, guest):
    guest.wait('test -e /dev/sr0', 30)
    with Plugging(guest, DISC) as p:
        guest.wait('udevadm info -q property /dev/sr0 | grep -q ID_CDROM_MEDIA=1', 20)
        guest.sh('udevadm settle -t 20')
        code, out = guest.try_sh('lab-as %s udisksctl mount --no-user-interaction -b /dev/sr0' % guest.user)
        table.add(scenario, p.title, 'before enforcement it mounts', out, code == 0)
        guest.try_sh('lab-as %s udisksctl unmount --no-user-interaction -b /dev/sr0' % guest.user)


def all_devices(table, scenario, guest, agent):
    """Every kind of device. `agent`: whether one runs, because it lets in more than the static rule alone."""
    for device in (STICK, UAS, GADGET, MIXED):
        no_disk(table, scenario, guest, device)
    for device in (SD, MTP, PHONE_NET):
        no_node(table, scenario, guest, device)
    no_disc(table, scenario, guest)
    works(table, scenario, guest, KEYBOARD, 'input', 'usbhid')
    works(table, scenario, guest, MOUSE, 'input', 'usbhid')
    works(table, scenario, guest, NET, 'net')
    works(table, scenario, guest, AUDIO, 'sound', 'snd-usb-audio')
    works(table, scenario, guest, READER, None)
    works(table, scenario, guest, PRINTER, None, 'usblp')
    guest.plug('hub', 'usb-hub', '--port', '7')
    guest.baseline = None
    guest.wait('test -e /sys/bus/usb/devices/1-7:1.0/driver -o -e /sys/bus/usb/devices/2-7:1.0/driver', 20)
    works(table, scenario, guest, ('usb-kbd behind a hub', 'usb-kbd', ['--port', '7.1']), 'input', 'usbhid')
    no_disk(table, scenario, guest, ('usb-storage behind a hub', 'usb-storage', ['--serial', 'LABHUB01', '--port', '7.2']))
    guest.unplug('hub')
    guest.baseline = None


def cold_boot(table, scenario, guest, storage='46f4:0001'):
    """A stick that was in at power-on: shut by the time the early unit has run, never mounted, no node left."""
    guest.sh('udevadm settle -t 30')
    look = guest.look()
    stick = {n: v for n, v in look.usb().items() if v[0] == storage}
    disks = sorted(b for b in look.names('block') if b.startswith('sd'))
    opened = {n: o for n, o in look.opened().items() if o != 'none'
              and (n.startswith('/dev/sd') or n in [v[3] for v in stick.values()])}
    ever = guest.sh("journalctl -b -o cat --no-pager | grep -cE 'Mounted .*(/media|/run/media|sd[a-z])|mounted filesystem.*sd[a-z]|FAT-fs \\(sd' || true")
    when = guest.sh("for u in stairgate-shut.service local-fs.target; do systemctl show -P ActiveEnterTimestampMonotonic $u; done").split()
    attached = guest.sh("journalctl -b -k -o short-monotonic --no-pager | grep -E 'Attached SCSI' | tail -1 || true")
    auth = ','.join(v[1] for v in stick.values())
    seen = 'authorized=%s, disks %s, opened %s, mounts now %d, ever %s; early unit at %.2f s, local-fs at %.2f s; %s' % (
        auth or 'none came', disks or 'none', opened or 'none', len(look.names('mount')), ever, int(when[0]) / 1e6, int(when[1]) / 1e6,
        'disk before the unit: ' + attached if attached else 'never a disk')
    table.add(scenario, 'stick in at power-on', 'shut, never mounted', seen,
              stick and auth == '0' and not disks and not opened and not look.names('mount') and ever == '0'
              and 0 < int(when[0]) <= int(when[1]))


def only_keyboard(table, scenario, guest):
    """The guest came up because somebody typed: on which keyboard, and does it still work behind the passphrase?"""
    keyboards = guest.sh("awk '/^P: Phys=/{p=$2} /^H: .*kbd/ && p!~/LNXPWRBN|isa0061/{print p}' /proc/bus/input/devices").split()
    ps2 = guest.sh("ls /sys/bus/serio/devices 2>/dev/null | wc -l")
    root = guest.sh('findmnt -no SOURCE /')
    table.add(scenario, 'passphrase on a USB keyboard', 'the root opens', 'keyboards %s, PS/2 ports %s, root %s' % (' '.join(keyboards), ps2, root),
              len(keyboards) == 1 and keyboards[0].startswith('Phys=usb-') and ps2 == '0' and root == '/dev/mapper/cryptroot')
    event = guest.sh("for d in /sys/class/input/event*; do grep -q ^usb- $d/device/phys && basename $d; done | head -1")
    guest.sh('rm -f /run/keys; systemd-run -q --unit=keys sh -c "timeout 30 head -c 24 /dev/input/%s > /run/keys"; sleep 1' % event)
    guest.type('a')
    typed = guest.wait('test "$(stat -c %s /run/keys)" = 24', 10)
    now = switches(guest)
    table.add(scenario, 'the keyboard afterwards', 'keys arrive, enforced', '%s, %s' % ('keys arrive' if typed else 'no key', short(now)),
              typed and now['module'] == '0' and now['flag'] == 'there')


def restored(table, scenario, guest, what, before):
    """Everything that enforcement changed is as it was."""
    after = switches(guest)
    table.add(scenario, what, 'as before: ' + short(before), short(after), after == before)


def switches(guest):
    """What enforcement changes in the kernel and on disk, in one comparable value."""
    guest.wait('test -e /dev/sg0 -a -e /dev/sr0', 30)
    out = guest.sh('echo module $(cat /sys/module/usbcore/parameters/authorized_default); '
                   'for h in /sys/bus/usb/devices/usb*/; do echo "hub $(basename $h) $(cat $h/authorized_default)"; done | sort; '
                   'test -e /etc/stairgate/portable-media.shut && echo flag there || echo flag none; '
                   'echo drive $(stat -c "%n %G" /dev/sr0 /dev/sg0) $(lab-as alice ": < /dev/sg0" > /dev/null 2>&1 && echo opens || echo refused)')
    lines = [line.split(' ', 1) for line in out.splitlines()]
    value = {k: ' '.join(v for key, v in lines if key == k) for k in ('module', 'flag', 'drive')}
    value['hubs'] = tuple(v for key, v in lines if key == 'hub')
    return value


def short(value):
    return 'module %s, hubs %s, flag %s, optical drive %s' % (value['module'], '/'.join(sorted({h.split()[1] for h in value['hubs']})),
                                                             value['flag'], value['drive'])


def told(alerts):
    """Alerts in one line."""
    return '; '.join('%s, %d times' % (a['detail'], a['occurrences']) for a in alerts) or 'no alert'


def percentile(values, p):
    """The value that p of 100 do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * p // 100) - 1)]


def spread(values, unit='ms', digits=0):
    if not values:
        return 'nothing measured'
    return ', '.join('%s %.*f' % (n, digits, v) for n, v in (
        ('min', min(values)), ('p50', percentile(values, 50)), ('p90', percentile(values, 90)), ('p99', percentile(values, 99)),
        ('max', max(values)))) + ' ' + unit


# Notes in the page when the alert of each serial first stood in it, by this computer's clock.
WATCH_DOM = """window.labSeen = {};
const note = () => document.querySelectorAll('[data-serial]').forEach(e => { window.labSeen[e.dataset.serial] ??= Date.now(); });
note(); new MutationObserver(note).observe(document.documentElement, {childList: true, subtree: true, attributes: true});"""


def clock_offset(guest):
    """The guest's clock minus this computer's, ms: the quickest of many answers over one open connection."""
    p = guest.open("while read -r x; do echo $EPOCHREALTIME; done")
    best = None
    for _ in range(60):
        a = time.time() * 1000
        p.stdin.write('x\n')
        p.stdin.flush()
        there = float(p.stdout.readline()) * 1000
        b = time.time() * 1000
        if best is None or b - a < best[0]:
            best = (b - a, there - (a + b) / 2)
    p.stdin.close()
    p.wait(10)
    return best[1]


def kernel_found(guest, serials, offset):
    """{serial: when the guest's kernel had read it from the new device, by this computer's clock in ms}"""
    found = {}
    for line in guest.sh("journalctl -b -k -o short-unix --no-pager | grep SerialNumber: || true").splitlines():
        if line.split()[-1] in serials:
            found.setdefault(line.split()[-1], float(line.split()[0]) * 1000 - offset)
    return found


def upgrade(table, scenario, guest, package):
    """The package installed over itself, as an upgrade does, with a stick plugged in the middle; looked at all the time."""
    guest.sh("rm -f /run/open; systemd-run -q --unit=lab-sampler bash -c 'while :; do m=$(< /sys/module/usbcore/parameters/authorized_default); "
             "h=$(cat /sys/bus/usb/devices/usb*/authorized_default | tr -d \"\\n\"); [ -e /etc/stairgate/portable-media.shut ] && [ $m = 0 ] && [[ $h != *[!0]* ]] "
             "|| echo \"$m $h\" >> /run/open; echo x >> /run/samples; sleep 0.02; done'")
    guest.plug('upgrade', 'usb-storage', '--serial', 'UPGRADE1')
    guest.sh('dpkg -i %s' % package, timeout=300)
    guest.sh('systemctl -q is-active stairgate-agent || systemctl start stairgate-agent; systemctl stop lab-sampler', timeout=180)
    samples, opened = guest.sh('wc -l < /run/samples; cat /run/open 2>/dev/null | wc -l').split()
    disk = guest.sh("dmesg | grep -c 'Attached SCSI' || true")
    auth = guest.sh('cat $(dirname $(grep -lx UPGRADE1 /sys/bus/usb/devices/*/serial))/authorized')
    guest.unplug('upgrade')
    table.add(scenario, 'upgrade', 'shut all the time', '%s looks, %s not shut; the stick authorized=%s' % (samples, opened, auth),
              int(samples) > 20 and opened == '0' and auth == '0')


def decisions(guest, count, unit):
    """ms from the kernel's event of each of `count` plugged sticks to the decision of `unit`, by the kernel's own trace clock, and
    ms to its record on the disk.

    The event: the kernel has just sent the new device's uevent and looks for a driver. The decision: usbguard writes it to the
    device's `authorized`; our agent, having decided, reads there that the kernel keeps the device shut, the last time before it
    writes its journal (fsync)."""
    guest.sh("cd /sys/kernel/tracing && echo 0 > tracing_on && echo > trace && echo 8192 > buffer_size_kb && "
             "echo 'p:labevent usbcore:usb_generic_driver_probe' > kprobe_events && echo 'p:labdecided usbcore:authorized_store' >> kprobe_events && "
             "echo 'p:labread usbcore:authorized_show' >> kprobe_events && "
             "for e in kprobes/labevent kprobes/labdecided kprobes/labread syscalls/sys_enter_fsync syscalls/sys_enter_fdatasync; do echo 1 > events/$e/enable; done && "
             "echo 1 > tracing_on")
    for i in range(count):
        guest.plug('peer%d' % i, 'usb-storage', '--serial', 'PEER%s%02d' % (unit[:2].upper(), i), '--size', '8M')
        time.sleep(2)
        guest.unplug('peer%d' % i)
        time.sleep(1)
    threads = set(guest.sh('ls /proc/$(systemctl show -P MainPID %s)/task' % unit).split())
    trace = guest.sh('cd /sys/kernel/tracing && echo 0 > tracing_on && grep -v "^#" trace; echo 0 > events/enable; echo > kprobe_events; echo > trace')
    with open(os.path.join(guest.logs, 'trace-%s.txt' % unit), 'w') as f:
        f.write(trace)
    decided, recorded, event, last = [], [], None, None
    for line in trace.splitlines():
        m = re.match(r'\s*(.+)-(\d+)\s+\[\d+\]\s+\S+\s+([\d.]+): (\w+)', line)
        if not m:
            continue
        at, what = float(m.group(3)) * 1000, m.group(4)
        if what == 'labevent':
            event, last = at, None
        elif event is not None and m.group(2) in threads:
            if what == 'labdecided':
                decided.append(at - event)
                event = None
            elif what == 'labread':
                last = at
            elif last is not None:
                decided.append(last - event)
                recorded.append(at - event)
                event = None
    return decided, recorded
