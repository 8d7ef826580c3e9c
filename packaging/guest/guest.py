"""The guest as the lab's scenarios see it: start, stop, run, plug, look. Thin over the scripts beside it (up, exec, plug ...)."""
import os, shutil, signal, subprocess, time

HERE = os.path.dirname(os.path.abspath(__file__))


class GuestError(Exception):
    """Something in the lab itself failed, so nothing was learnt about the product."""


def alive(pid):
    """Whether the process still runs; one that nobody asked about since it ended does not."""
    try:
        with open('/proc/%d/stat' % pid) as f:
            return f.read().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


class Look:
    """One answer of lab-look: what is plugged, bound, mounted, and what the person at the laptop can open."""

    def __init__(self, text):
        self.rows = [line.split('\t') for line in text.splitlines() if '\t' in line]

    def names(self, kind):
        return {r[1] for r in self.rows if r[0] == kind}

    def usb(self):
        """{name: (id, authorized, interfaces, node)} without the root hubs."""
        return {r[1]: (r[2], r[3], r[4], r[5]) for r in self.rows if r[0] == 'usb' and not r[1].startswith('usb')}

    def bound(self):
        return {r[1]: r[2] for r in self.rows if r[0] == 'bound'}

    def opened(self):
        """{node: what the person can do with it}"""
        return {r[1]: r[2] for r in self.rows if r[0] == 'node'}

    def inputs(self):
        return {r[1]: r[2] for r in self.rows if r[0] == 'input'}


class Guest:
    """One running guest. `instance` names its run directory, so that a lab never touches another's guest."""

    def __init__(self, instance, logs, forward=()):
        self.env = dict(os.environ, LAB_INSTANCE=instance, LAB_FWD_PORTS=' '.join(str(p) for p in forward))
        self.logs = logs
        self.instance = instance
        root = self.env.get('LAB_ROOT') or os.path.join(
            self.env.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'stairgate-lab')
        self.run_dir = os.path.join(root, 'run', instance)
        self.env.pop('LAB_RUN', None)
        self.user = 'alice'
        self.baseline = None         # the last look with nothing plugged in, while nothing was plugged since

    def _script(self, name, *args, timeout=900, env=None, **kw):
        return subprocess.run([os.path.join(HERE, name), *args], env=dict(self.env, **(env or {})),
                              capture_output=True, text=True, timeout=timeout, **kw)

    def up(self, *options, stick=None, clock=None, disk=None, port=None, wait=600):
        """Starts it. `clock`: what the laptop's own clock says at power-on (cold), YYYY-MM-DDTHH:MM:SS. `disk`: the socket its root disk
        is served at; `port`: the file that takes what it writes to its port."""
        env = {k: v for k, v in (('LAB_STICK', stick), ('LAB_RTC', clock), ('LAB_ROOT_SOCKET', disk), ('LAB_PORT', port)) if v}
        r = self._script('up', '--wait', str(wait), *options, env=env, timeout=wait + 60)
        if r.returncode:
            raise GuestError('the guest did not start: ' + (r.stderr.strip() or r.stdout.strip())[-600:])
        return r.stdout.strip()

    def running(self):
        return os.path.exists(os.path.join(self.run_dir, 'qemu.pid'))

    def down(self, clean=False, keep=False):
        """Stops the guest; its console log is kept. `keep`: the disk stays for the next `up --keep`."""
        if self.running() and not clean:
            self.save_journal()
        self._script('down', *(['--clean'] if clean else []))
        self.keep_logs()
        if not keep:
            shutil.rmtree(self.run_dir, ignore_errors=True)

    def kill(self):
        """SIGKILL of QEMU, as when the power goes: returns when it is gone. Its console log and its disks are kept."""
        file = os.path.join(self.run_dir, 'qemu.pid')
        with open(file) as f:
            pid = int(f.read())
        os.kill(pid, signal.SIGKILL)
        while alive(pid):
            time.sleep(0.01)
        os.remove(file)
        self.keep_logs()

    def keep_logs(self):
        for name in ('console.log', 'qemu.log'):
            source = os.path.join(self.run_dir, name)
            if os.path.exists(source):
                with open(source, 'rb') as s, open(os.path.join(self.logs, 'guest-' + name), 'ab') as d:
                    shutil.copyfileobj(s, d)

    def save_journal(self):
        try:
            r = self._script('exec', 'journalctl -b --no-pager -o short-precise', timeout=60)
            with open(os.path.join(self.logs, 'guest-journal.log'), 'a') as f:
                f.write(r.stdout)
        except subprocess.TimeoutExpired:
            pass

    def try_sh(self, command, timeout=120):
        """(exit code, output and errors) of a command run as root."""
        try:
            r = self._script('exec', command, timeout=timeout)
        except subprocess.TimeoutExpired:
            return 124, 'no answer in %d s' % timeout
        return r.returncode, (r.stdout + r.stderr).strip()

    def sh(self, command, timeout=120):
        code, out = self.try_sh(command, timeout)
        if code:
            raise GuestError('in the guest, exit %d: %s\n%s' % (code, command, out[-1500:]))
        return out

    def open(self, command):
        """A command in the guest with its input and output at hand."""
        return subprocess.Popen([os.path.join(HERE, 'exec'), command], env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def push(self, source, destination):
        r = self._script('push', source, destination)
        if r.returncode:
            raise GuestError('push %s: %s' % (source, r.stderr.strip()))

    def pull(self, source, destination):
        r = self._script('pull', source, destination)
        if r.returncode:
            raise GuestError('pull %s: %s' % (source, r.stderr.strip()))

    def plug(self, name, kind, *options):
        """Plugs a device in; returns the host's clock in ms at the moment of the plug command."""
        r = self._script('plug', name, '--type', kind, *options, timeout=120)
        if r.returncode:
            raise GuestError('plug %s %s: %s' % (name, kind, (r.stderr or r.stdout).strip()))
        return int(r.stdout.split()[2])

    def unplug(self, name):
        r = self._script('unplug', name, timeout=120)
        if r.returncode:
            raise GuestError('unplug %s: %s' % (name, r.stderr.strip()))

    def type(self, text):
        """Types on the guest's keyboard."""
        r = self._script('type', text, timeout=60)
        if r.returncode:
            raise GuestError('type: ' + r.stderr.strip())

    def qmp(self, line):
        """A line to QEMU's own monitor."""
        r = subprocess.run([os.path.join(HERE, 'qmp.py'), os.path.join(self.run_dir, 'qmp.sock'), 'hmp', line], capture_output=True, text=True, timeout=30)
        if r.returncode or r.stdout.strip():
            raise GuestError('%s: %s' % (line, r.stderr.strip() or r.stdout.strip()))

    def forward(self, host, guest):
        """What knocks at this computer's port `host` (loopback only) knocks at the guest's port `guest` from outside."""
        self.qmp('hostfwd_add n0 tcp:127.0.0.1:%d-:%d' % (host, guest))

    def look(self):
        return Look(self.sh('lab-look ' + self.user))

    def usb_names(self):
        return {n for n in self.sh('ls /sys/bus/usb/devices').split() if ':' not in n and not n.startswith('usb')}

    def wait(self, command, seconds, every=0.2):
        """Waits in the guest until a command exits 0; says whether it did."""
        loop = 'end=$((SECONDS+%d)); until { %s; } > /dev/null 2>&1; do [ $SECONDS -lt $end ] || exit 1; sleep %s; done' % (seconds, command, every)
        return self.try_sh(loop, timeout=seconds + 30)[0] == 0
