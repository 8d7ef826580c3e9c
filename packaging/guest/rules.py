"""The scenario of the rules: each is broken, seen as not met on the console, enforced, met by effect, undone, and the laptop is as it was before."""
import http.server, json, os, re, socket, threading, time

from guest import GuestError
import scenarios as s
from console import free_port

PASSWORD = 'Lab-pass-1'                 # of alice, bob and carol, from `build`
LONG, WEAK = 'copper lantern walks by 9', 'Tulip9boat'


def words(finding):
    """All that a finding says, in one line."""
    if not finding:
        return 'no finding'
    return ' '.join([finding['state'], finding.get('reason') or '', finding.get('sentence') or ''] + ['%s=%s' % (e['key'], e['value']) for e in finding.get('evidence') or []])


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


class Row:
    """One rule. `why`: what its finding must say while it is broken. `can`: whether it can be enforced."""
    rule, why, can, settings = '', r'.', True, {}
    worked = r'met'                      # the state once it is put right
    settles = None                       # for what can be enforced: the state once what broke it is taken away
    broken, afterwards, quick = ('not-met',), None, True

    def __init__(self, lab):
        self.r, self.g = lab, lab.g

    def prepare(self):
        """What must be there for both states; it stays."""

    def break_it(self):
        """Makes the laptop break the rule."""

    def bad(self):
        """(whether the rule is really broken, what was seen), by effect."""
        return True, ''

    def held(self):
        """(whether it is really held, what was seen), by effect, not by the file that was written."""
        return True, 'shown as met'

    def mend(self):
        """Takes away what broke it."""

    def key(self):
        return self.rule.replace('-', '_')


class ScreenLock(Row):
    rule, why = 'screen-lock', r'(?i)lock|screen'

    def get(self, key):
        return self.g.sh('lab-as alice "gsettings get %s; gsettings writable %s"' % (key, key)).split('\n')

    def break_it(self):
        self.g.sh('lab-as alice "gsettings set org.gnome.desktop.session idle-delay 0; gsettings set org.gnome.desktop.screensaver lock-enabled false"')

    def effective(self):
        return self.get('org.gnome.desktop.session idle-delay') + self.get('org.gnome.desktop.screensaver lock-enabled')

    def bad(self):
        e = self.effective()
        return e == ['uint32 0', 'true', 'false', 'true'], 'alice\'s session: idle %s, lock %s, hers to change' % (e[0], e[2])

    def held(self):
        e = self.effective()
        tried = self.g.try_sh('lab-as alice "gsettings set org.gnome.desktop.session idle-delay 3600"')[0]
        again = self.effective()
        seconds = int(again[0].split()[-1])
        return 0 < seconds <= 600 and e == again and e[1::2] == ['false', 'false'] and e[2] == 'true', \
            'alice\'s session: idle %s, lock %s, not hers to change (gsettings set: exit %d)' % (again[0], e[2], tried)

    def mend(self):
        self.g.sh('lab-as alice "gsettings reset org.gnome.desktop.session idle-delay; gsettings reset org.gnome.desktop.screensaver lock-enabled"')


class PasswordStrength(Row):
    rule, why = 'password-strength', r'(?i)8|short|long|character|length'

    def tried(self, password):
        """passwd, as carol, at a terminal; her password is hers again afterwards."""
        self.g.sh('cp -a /etc/shadow /run/lab-shadow')
        said = self.g.try_sh('lab-try passwd carol %s %s' % (PASSWORD, quoted(password)))[1]
        self.g.sh('cmp -s /etc/shadow /run/lab-shadow || { cp -a /run/lab-shadow /etc/shadow.lab; mv /etc/shadow.lab /etc/shadow; }; rm /run/lab-shadow')
        return said

    def bad(self):
        said = self.tried(WEAK)
        return said == 'changed', 'passwd takes a password of %d characters: %s' % (len(WEAK), said)

    def held(self):
        weak, long = self.tried(WEAK), self.tried(LONG)
        return weak.startswith('refused') and long == 'changed', 'passwd, %d characters: %s; %d characters: %s' % (len(WEAK), weak[:70], len(LONG), long)


class SignIn(Row):
    rule, why = 'sign-in', r'(?i)automatic|by itself|empty|no password|without a password'
    worked = r'met|in-progress'          # erin has to choose a password at her next sign-in
    settings = {'wrong-tries': 4}

    def prepare(self):
        self.g.sh('mkdir -p /etc/lightdm/lightdm.conf.d')

    def break_it(self):
        self.g.sh("printf '[Seat:*]\\nautologin-user=carol\\nautologin-user-timeout=0\\nuser-session=gnome\\nautologin-session=gnome\\n' > /etc/lightdm/lightdm.conf.d/50-lab.conf; "
                  'useradd -m -s /bin/bash erin; passwd -q -d erin; useradd -m -s /bin/bash frank; echo frank:%s | chpasswd' % PASSWORD)

    def by_itself(self):
        """Whether the sign-in screen signs carol in by itself."""
        self.g.sh('loginctl list-sessions --no-legend | awk \'$3=="carol"{print $1}\' | xargs -r loginctl terminate-session; systemctl restart lightdm', timeout=90)
        came = self.g.wait("loginctl list-sessions --no-legend | grep -q ' carol '", 15)
        self.g.try_sh('systemctl stop lightdm; lab-as --front 1; loginctl list-sessions --no-legend | awk \'$3=="carol"{print $1}\' | xargs -r loginctl terminate-session; '
                      'systemctl reset-failed lightdm 2>/dev/null')
        return came

    def bad(self):
        came, empty = self.by_itself(), self.g.try_sh('lab-try signin erin ""')[1]
        return came and empty == 'in', 'LightDM signs carol in by itself: %s; erin without a password: %s' % ('yes' if came else 'no', empty[:40])

    def held(self):
        came = self.by_itself()
        empty = self.g.try_sh('lab-try signin erin ""')[1]
        first = self.g.try_sh('lab-try signin frank %s' % PASSWORD)[1]
        for _ in range(4):
            self.g.try_sh('lab-try signin frank wrong')
        after = self.g.try_sh('lab-try signin frank %s' % PASSWORD)[1]
        self.g.try_sh('faillock --user frank --reset')
        free = self.g.try_sh('lab-try signin frank %s' % PASSWORD)[1]
        return not came and empty != 'in' and first == 'in' and after != 'in' and free == 'in', \
            'LightDM signs carol in: %s; erin without a password: %s; frank: %s, after 4 wrong tries %s, unlocked %s' % (
                'YES' if came else 'no', empty[:24], first[:20], after[:40], free[:20])

    def mend(self):
        self.g.sh('rm -f /etc/lightdm/lightdm.conf.d/50-lab.conf; rmdir /etc/lightdm/lightdm.conf.d 2>/dev/null; '
                  'pkill -u erin; pkill -u frank; sleep 1; userdel -r erin; userdel -r frank; true')


class SignInNotice(Row):
    rule, why = 'sign-in-notice', r'(?i)notice|read|monitor'
    worked = r'met|not-met'              # shown, it is met once those who use the laptop have read it

    def shown(self):
        return self.g.try_sh("script -qec 'agetty --show-issue' /dev/null < /dev/null; cat /etc/issue")[1]

    def bad(self):
        self.g.wait("! script -qec 'agetty --show-issue' /dev/null < /dev/null | grep -qiE 'rules|monitor|looks'", 90, every=1)
        said = ' '.join(self.shown().split())
        return not re.search('(?i)rules|monitor|looks', said), 'before signing in: "%s"' % said[:60]

    def held(self):
        """Shown before signing in; alice reads it and says so, and is not among those who have not. Others who signed in have to read it too."""
        self.g.wait("script -qec 'agetty --show-issue' /dev/null < /dev/null | grep -qiE 'rules|monitor|looks'", 60, every=1)
        said = ' '.join(self.shown().split())
        name = self.g.sh("lab-as alice 'stairgate-agent notice --name'").split('\n')[-1]
        self.g.sh("lab-as alice 'stairgate-agent notice --read %s'" % name)
        f = self.r.console.wait_finding(self.rule, lambda f: 'account alice=read it' in words(f), 60)
        return bool(re.search('(?i)rules|monitor|looks', said)) and bool(f), 'before signing in: "%s"; read by alice: %s' % (
            said[:110], words(f or self.r.console.finding(self.rule))[:120])


class Updates(Row):
    rule, why = 'updates', r'(?i)automatic|switched off|update'

    def prepare(self):
        """apt really fetches what its makers mended, from the lab's own archive: until then, what waits cannot be told."""
        f = self.r.console.wait_finding(self.rule, lambda f: f['state'] == 'unknown', 60)
        self.r.row(self.rule, 'no list was ever fetched', 'unknown', words(f or self.r.console.finding(self.rule))[:120], bool(f))
        self.g.sh('lab-repository start; apt-get -qq update', timeout=300)

    def break_it(self):
        self.g.sh("cp -a /etc/apt/apt.conf.d/20auto-upgrades /run/lab-auto; sed -i 's/\"1\"/\"0\"/' /etc/apt/apt.conf.d/20auto-upgrades; "
                  'systemctl -q disable --now apt-daily.timer apt-daily-upgrade.timer')

    def now(self):
        return self.g.sh('eval $(apt-config shell A APT::Periodic::Unattended-Upgrade B APT::Periodic::Update-Package-Lists); echo "unattended $A, lists $B"; '
                         'for t in apt-daily apt-daily-upgrade; do echo "$t.timer $(systemctl is-active $t.timer)"; done || true').split('\n')

    def bad(self):
        n = self.now()
        return n == ['unattended 0, lists 0', 'apt-daily.timer inactive', 'apt-daily-upgrade.timer inactive'], ', '.join(n)

    def held(self):
        n = self.now()
        return n == ['unattended 1, lists 1', 'apt-daily.timer active', 'apt-daily-upgrade.timer active'], 'apt itself: ' + ', '.join(n)

    def mend(self):
        self.g.sh('cp -a /run/lab-auto /etc/apt/apt.conf.d/20auto-upgrades; systemctl -q enable --now apt-daily.timer apt-daily-upgrade.timer; lab-repository end')


class Firewall(Row):
    rule, why = 'firewall', r'(?i)off|no firewall|let'

    def prepare(self):
        self.port = free_port()
        self.g.forward(self.port, 8000)
        self.g.sh("systemd-run -q --unit=lab-knock python3 -m http.server 8000")
        self.g.wait('ss -Htln sport = :8000 | grep -q 8000', 30)

    def knock(self):
        """Whether a stranger's connection from outside gets an answer."""
        try:
            with socket.create_connection(('127.0.0.1', self.port), timeout=6) as c:
                c.sendall(b'GET / HTTP/1.0\r\n\r\n')
                c.settimeout(8)
                return bool(c.recv(16))
        except OSError:
            return False

    def bad(self):
        a = self.knock()
        return a, 'a connection from outside: %s' % ('answered' if a else 'no answer')

    def held(self):
        a = self.knock()
        out = self.g.try_sh('timeout 20 bash -c "exec 3<>/dev/tcp/10.0.2.100/%d"' % self.r.console.agent_port)[0] == 0
        return not a and out, 'a connection from outside: %s; to the outside: %s' % ('ANSWERED' if a else 'no answer', 'works' if out else 'DOES NOT WORK')

    def mend(self):
        self.g.try_sh('systemctl stop lab-knock; systemctl reset-failed lab-knock')


class Camera(Row):
    rule, why = 'camera', r'(?i)camera'

    def break_it(self):
        self.g.sh('systemd-run -q --unit=lab-camera lab-camera run')
        if not self.g.wait('lab-camera nodes | grep -q video', 40):
            raise GuestError('the camera did not come: ' + self.g.try_sh('dmesg | tail -5')[1])

    def opens(self):
        self.g.sh('lab-as alice true; udevadm settle -t 10')
        return self.g.try_sh("lab-as alice 'for d in /dev/video*; do [ -c $d ] && : < $d && exit 0; done; exit 1'")[0] == 0

    def bad(self):
        o = self.opens()
        return o, 'alice opens the camera: %s' % ('yes' if o else 'no')

    def held(self):
        o = self.opens()
        self.g.sh('systemctl restart lab-camera; sleep 3')        # pulled out and plugged in again
        begin = time.monotonic()
        off = self.g.wait('test -z "$(lab-camera nodes)" && grep -qx "Lab camera" /sys/bus/usb/devices/*/product', 60, every=0.5)
        return not o and off and not self.opens(), 'alice opens the camera: %s; plugged in again: %s' % (
            'YES' if o else 'no', 'off after %.0f s' % (3 + time.monotonic() - begin) if off else 'STAYS ON')

    def mend(self):
        self.g.try_sh('systemctl stop lab-camera')


class Bluetooth(Row):
    rule, why = 'bluetooth', r'(?i)bluetooth'

    def prepare(self):
        """A radio with a controller made up by BlueZ's own emulator, and BlueZ as a desktop starts it."""
        self.g.sh('modprobe hci_vhci; systemctl -q enable --now bluetooth', timeout=60)
        # The kernel waits two seconds for the emulator's first answer and then gives that controller up: on a busy computer another is needed.
        for _ in range(6):
            self.g.sh('systemctl -q stop lab-radio 2>/dev/null; systemctl -q reset-failed lab-radio 2>/dev/null; systemd-run -q --unit=lab-radio btvirt -l1', timeout=60)
            if self.g.wait('bluetoothctl show | grep -q Controller', 20, every=1):
                break
        else:
            raise GuestError('no radio: ' + self.g.try_sh('bluetoothctl show; journalctl -u lab-radio -u bluetooth | tail -5')[1])

    def break_it(self):
        """On, and seen by everybody for ever."""
        self.g.sh('rfkill unblock bluetooth; for a in "power on" "discoverable-timeout 0" "discoverable on"; do timeout 20 bluetoothctl $a; done; sleep 1')

    def now(self):
        said = self.g.try_sh('timeout 10 bluetoothctl show')[1]
        on = {k: bool(re.search(r'%s: yes' % k, said)) for k in ('Powered', 'Discoverable')}
        return on, '%s, %s%s' % (self.g.sh('rfkill -n -o TYPE,SOFT | grep bluetooth').split()[-1], 'BlueZ answers' if 'Controller' in said else 'BlueZ does not run',
                                 '; '.join([''] + [k for k in on if on[k]]))

    def bad(self):
        on, said = self.now()
        return on['Powered'] and on['Discoverable'], said

    def held(self):
        clicked = self.g.try_sh('systemctl start bluetooth')[0] == 0
        self.g.try_sh('timeout 10 bluetoothctl power on')
        on, said = self.now()
        return not clicked and not on['Powered'] and said.startswith('blocked'), said + '; systemctl start bluetooth: ' + ('DONE' if clicked else 'refused')

    def mend(self):
        self.g.try_sh('systemctl -q disable --now bluetooth; systemctl stop lab-radio')


class PasswordAge(Row):
    rule, why = 'password-age', r'password of bob may be known'
    settings = {'mode': 'days', 'days': 30}
    worked = r'not-met'                  # enforcing asks for a new one at the next sign-in; the person has to choose it
    settles = r'met'

    def break_it(self):
        f = self.r.console.wait_finding(self.rule, lambda f: f['state'] == 'not-met' and 'every 30 days' in words(f), 75)
        self.r.row(self.rule, 'older than 30 days', 'not met, and why', words(f or self.r.console.finding(self.rule))[:150], bool(f))
        self.r.console.order('password', 'bob', since=time.strftime('%Y-%m-%d', time.gmtime(time.time() - 3 * 86400)))

    def bad(self):
        said = self.g.try_sh('lab-try signin bob %s' % PASSWORD)[1]
        return said == 'in', 'bob signs in with the password that somebody else knows: ' + said[:40]

    def held(self):
        said = self.g.try_sh('lab-try signin bob %s' % PASSWORD)[1]
        return bool(re.search(r'(?i)required to change|new password', said)), 'bob signs in: ' + said[-110:]

    def mend(self):
        """bob chooses a new one, as a person does; of the others nobody knows it, they are only old."""
        self.g.sh('lab-try passwd bob %s %s; chage -d $(date +%%F) carol' % (PASSWORD, quoted(LONG)))


class Accounts(Row):
    rule, why = 'accounts', r'(?i)gina|register|left'

    def prepare(self):
        self.r.console.set_access(('Alice Able', 'alice'), ('Bob Baker', 'bob'), ('Carol Cook', 'carol'), ('Dora Dean', 'dora'), ('Erin Earl', 'erin'), ('Frank Ford', 'frank'))

    def break_it(self):
        self.g.sh('useradd -m -s /bin/bash gina; echo gina:%s | chpasswd' % PASSWORD)
        self.r.console.set_access(('Alice Able', 'alice'), ('Bob Baker', 'bob'), ('Carol Cook', 'carol'), ('Dora Dean', 'dora'), ('Erin Earl', 'erin'), ('Frank Ford', 'frank'), ('Gina Gold', 'gina', '2020-01-01'))

    def bad(self):
        said = self.g.try_sh('lab-try signin gina %s' % PASSWORD)[1]
        return said == 'in', 'gina, whose last day was in 2020, signs in: ' + said[:40]

    def held(self):
        said = self.g.try_sh('lab-try signin gina %s' % PASSWORD)[1]
        by_su = self.g.try_sh('lab-try su carol gina %s' % PASSWORD)[1]
        stays = self.g.try_sh('lab-try signin carol %s' % PASSWORD)[1]
        return said != 'in' and by_su != 'in' and stays == 'in', 'gina: %s; su: %s; carol: %s' % (said[:60], by_su[:50], stays[:20])

    def mend(self):
        self.g.try_sh('pkill -u gina; sleep 1; userdel -r gina')


class Suspend(Row):
    rule, why = 'suspend', r'(?i)frank|sign'
    worked = r'met'

    def prepare(self):
        self.r.by_the_manager()

    def break_it(self):
        self.g.sh('useradd -m -s /bin/bash frank; echo frank:%s | chpasswd; mkdir -p /home/frank/.ssh; cp /root/.ssh/authorized_keys /home/frank/.ssh/; chown -R frank: /home/frank/.ssh; lab-as --too frank true' % PASSWORD)
        self.r.by_the_manager().order('suspend', 'frank', end=time.strftime('%Y-%m-%d', time.gmtime(time.time() + 3 * 86400)))

    def bad(self):
        said = self.g.try_sh('lab-try signin frank %s' % PASSWORD)[1]
        return said == 'in', 'frank, suspended, signs in: ' + said[:40]

    def held(self):
        said = self.g.try_sh('lab-try signin frank %s' % PASSWORD)[1]
        by_su = self.g.try_sh('lab-try su carol frank %s' % PASSWORD)[1]
        pam = self.g.try_sh('echo %s | pamtester lightdm frank authenticate acct_mgmt' % PASSWORD)
        sessions = self.g.sh("loginctl list-sessions --no-legend | grep -c ' frank ' || true")
        stays = self.g.try_sh('lab-try signin carol %s' % PASSWORD)[1]
        return said != 'in' and by_su != 'in' and pam[0] and sessions == '0' and stays == 'in', \
            'frank: %s; su: %s; LightDM\'s PAM: %s; his sessions: %s; carol: %s' % (said[:50], by_su[:40], ' '.join(pam[1].split())[-60:], sessions, stays[:20])

    def mend(self):
        self.g.try_sh('pkill -u frank; sleep 1; userdel -r frank')


class AdminRights(Row):
    rule, why, can = 'admin-rights', r'(?i)alice|administrator', False

    def break_it(self):
        self.g.sh("usermod -aG sudo alice; printf 'alice ALL=(ALL) NOPASSWD: ALL\\n' > /etc/sudoers.d/lab; chmod 440 /etc/sudoers.d/lab")

    def bad(self):
        out = self.g.try_sh('setpriv --reuid alice --regid alice --init-groups sudo -n id -u')[1]
        return out == '0', 'sudo, as alice: uid ' + out[:40]

    def mend(self):
        self.g.sh('gpasswd -d alice sudo; rm /etc/sudoers.d/lab')


class AntiVirus(Row):
    rule, why, can = 'anti-virus', r'Virus protection is off', False

    def prepare(self):
        """Debian's engine as it runs on a laptop; its definitions are the lab's one line, and the two folders are what its unit waits for."""
        self.g.sh('rm -f /etc/systemd/system/clamav-daemon.service /etc/systemd/system/clamav-daemon.socket /etc/systemd/system/clamav-freshclam.service; '
                  'install -d -o clamav -g clamav /var/lib/clamav/main.inc /var/lib/clamav/daily.inc; systemctl daemon-reload; '
                  'systemctl -q enable clamav-daemon clamav-freshclam; systemctl start clamav-daemon; systemctl start clamav-freshclam || true', timeout=180)
        f = self.r.console.wait_finding(self.rule, lambda f: f['state'] == 'met' and "the system's engine" in words(f), 120)
        self.r.row(self.rule, 'on, on the console', 'met: it found the test virus', words(f or self.r.console.finding(self.rule))[:200], bool(f))

    def break_it(self):
        self.g.try_sh('systemctl stop clamav-daemon.socket clamav-daemon')

    def scan(self):
        return self.g.try_sh("printf '%s' 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*' | clamdscan --no-summary - 2>&1")[1]

    def bad(self):
        out = self.scan()
        return 'FOUND' not in out, 'clamd: ' + out[:80]

    def mend(self):
        self.g.sh('systemctl start clamav-daemon', timeout=120)
        self.g.wait('test -S /run/clamav/clamd.ctl', 60)

    def held(self):
        out = self.scan()
        return 'FOUND' in out, 'clamd: ' + out[:80]


class Software(Row):
    rule, why, can = 'software', r'(?i)lab-game|nextcloud|approved|new', False

    def deb(self, name):
        self.g.sh("d=$(mktemp -d); mkdir -p $d/DEBIAN; chmod 755 $d; printf 'Package: %s\\nVersion: 1.0\\nArchitecture: all\\nSection: games\\nMaintainer: lab <lab@lab.invalid>\\nDescription: lab\\n' > $d/DEBIAN/control; "
                  'dpkg-deb -b $d /run/%s.deb > /dev/null; dpkg -i /run/%s.deb' % (name, name, name), timeout=180)

    def break_it(self):
        self.deb('lab-game')
        self.deb('nextcloud-desktop')

    def mend(self):
        self.g.sh('dpkg -P lab-game nextcloud-desktop', timeout=180)


class Backup(Row):
    rule, why, can = 'backup', r'(?i)backup', False

    def last(self, days):
        """As Deja Dup, GNOME's own, keeps it in the settings of who backs up."""
        at = time.strftime('%Y-%m-%dT%H:%M:%S.000000Z', time.gmtime(time.time() - days * 86400))
        self.g.sh('''lab-as alice "dconf write /org/gnome/deja-dup/last-backup \\"'%s'\\""''' % at)

    def prepare(self):
        f = self.r.console.finding(self.rule)
        self.r.row(self.rule, 'nothing known of one', 'unknown', words(f)[:120], f and f['state'] == 'unknown')

    def break_it(self):
        self.last(120)

    def bad(self):
        return True, 'Deja Dup: ' + self.g.sh('lab-as alice "dconf read /org/gnome/deja-dup/last-backup"')

    def held(self):
        return self.bad()

    def mend(self):
        self.last(0)


class Filter(http.server.BaseHTTPRequestHandler):
    """A web page on this computer, as the laptop's filter would let through or block."""
    blocks = False

    def do_GET(self):
        body = b'<title>Access denied</title><h1>This page is blocked by the web filter.</h1>' if Filter.blocks else b'<h1>Games and more</h1>'
        self.send_response(403 if Filter.blocks else 200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class FilteringCheck(Row):
    rule, why, can = 'filtering-check', r'(?i)filter|reached|opened|block', False

    def prepare(self):
        Filter.blocks = False
        server = http.server.ThreadingHTTPServer(('127.0.0.1', self.r.filter_port), Filter)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        f = self.r.console.finding(self.rule)
        self.r.row(self.rule, 'nobody set it up', 'unknown: nobody has set this up', words(f)[:120], f and f['state'] == 'unknown')
        self.settings = {'test-address': '"http://10.0.2.100:%d/games"' % self.r.filter_port}

    def mend(self):
        """The filter blocks; a page that was met is tried again after an hour, another one at once."""
        Filter.blocks = True
        self.r.console.set_rules(filtering_check={'test-address': '"http://10.0.2.100:%d/more-games"' % self.r.filter_port})

    def held(self):
        got = self.g.try_sh('python3 -c "import urllib.request, urllib.error\ntry: urllib.request.urlopen(\'http://10.0.2.100:%d/more-games\')\nexcept urllib.error.HTTPError as e: print(e.code)"' % self.r.filter_port)[1]
        return got == '403', 'the page, from the laptop: ' + got[-40:]


class ChildrenUse(Row):
    rule, why, can = 'children-use', r'staff accounts? .*alice', False

    def break_it(self):
        self.r.console.set_access(('Alice Able', 'alice'))
        self.r.console.set_rules(children_use={'for-children': 'true'}, filtering_check={'test-address': '"http://10.0.2.100:%d/games"' % self.r.filter_port})

    def bad(self):
        said = self.g.try_sh('lab-try signin alice %s' % PASSWORD)[1]
        f = self.r.console.wait_finding('password-age', lambda f: f['state'] == 'not-applicable', 60)
        return said == 'in' and bool(f), 'alice of the staff signs in: %s; password-age: %s' % (said[:40], words(f or self.r.console.finding('password-age'))[:80])

    def mend(self):
        """Nobody of the staff has an account there."""
        self.r.console.set_access()

    def held(self):
        f = self.r.console.finding(self.rule)
        self.r.console.set_rules(children_use={'for-children': 'false'})
        g = self.r.console.wait_finding(self.rule, lambda f: f['state'] == 'not-applicable', 60)
        return bool(g), '%s; a laptop of the staff again: %s' % (words(f)[:150], words(g or self.r.console.finding(self.rule))[:80])


class Encryption(Row):
    rule, why, can = 'encryption', r'(?i)not encrypted|encrypt', False
    settings = {'grace-days': 0}
    worked = None                        # a disk is not encrypted by a rule; the scenario `recovery` has one that is


class SharedSecret(Row):
    rule, why, can = 'shared-secret', r'not allow', False

    def prepare(self):
        f = self.r.console.finding(self.rule)
        self.r.row(self.rule, 'not switched on', 'not applicable', words(f)[:120], f and f['state'] == 'not-applicable')

    def break_it(self):
        """carol's account is used by two people with one password."""
        self.g.sh('chage -d $(date +%F -d "-400 day") carol')
        self.r.console.set_access(('Carol Cook', 'carol', 'shared: true'), ('Dora Dean', 'carol', 'shared: true'))

    def bad(self):
        self.r.console.set_rules(shared_secret={'allowed': 'true'})
        f = self.r.console.wait_finding(self.rule, lambda f: f['state'] in ('not-met', 'in-progress') and 'term' in words(f), 60)
        return bool(f), 'allowed, with a password of last year: ' + words(f or self.r.console.finding(self.rule))[:150]

    def mend(self):
        self.g.sh('lab-try passwd carol %s %s' % (PASSWORD, quoted(LONG)))

    def held(self):
        said = self.g.try_sh('lab-try signin carol %s' % quoted(LONG))[1]
        self.r.console.set_rules(shared_secret={'allowed': 'false'})
        self.r.console.set_access()
        return said == 'in', 'carol signs in with the new one: ' + said[:40]


class AgentHealth(Row):
    rule, why, can = 'agent-health', r'.', False
    broken, worked = ('met',), None      # what breaks it is the scenario's part on tampering


class ReportAConcern(Row):
    rule, why, can = 'report-a-concern', r'.', False
    broken, worked = ('met', 'not-met'), None


SignIn.quick = PasswordStrength.quick = False    # seconds for each try; their files are compared
SignInNotice.afterwards = ('not-met', 'met')     # what was read stays read
GROUPS = [[ScreenLock, PasswordStrength, SignIn, SignInNotice, Updates, Firewall],
          [Camera, Bluetooth, PasswordAge, Accounts, Suspend],
          [Encryption, AdminRights, AntiVirus, Software, Backup, FilteringCheck, ReportAConcern, SharedSecret, AgentHealth],
          [ChildrenUse]]
SHORT = [ScreenLock, PasswordStrength, SignInNotice, Updates, Firewall]
ALL = {row.rule: row for group in GROUPS for row in group}


# ufw writes these two anew, with the same rules, whenever it is switched on, and leaves its chains in the kernel, where they let everything
# through, until the next start: both is ufw's way, whoever switches it.
OF_UFW = re.compile(r'^file /etc/ufw/user6?\.rules |^nft ')


def difference(before, after):
    """What is otherwise now: lines gone and lines come."""
    a, b = ([x for x in text.split('\n') if not OF_UFW.match(x)] for text in (before, after))
    gone, came = sorted(set(a) - set(b)), sorted(set(b) - set(a))
    return ['- ' + x for x in gone] + ['+ ' + x for x in came]


class Rules:
    """The guest that is up, enrolled and watching; its console; the table of one scenario."""

    def __init__(self, lab, scenario):
        self.lab, self.scenario = lab, scenario
        self.filter_port = free_port()
        self.g, self.console = lab.watched([self.filter_port]), lab.console
        for name in ('lab-try', 'lab-state', 'lab-camera', 'lab-repository'):        # as they are now, so that a change of them needs no new guest
            self.g.push(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'inside', name), '/usr/local/sbin/')
        self.g.sh('rm -f /etc/systemd/system/apt-daily.timer /etc/systemd/system/apt-daily-upgrade.timer; systemctl daemon-reload; '
                  'mkdir -p /etc/systemd/system/apt-daily.service.d /etc/systemd/system/apt-daily-upgrade.service.d; '
                  "printf '[Service]\\nExecStart=\\nExecStart=/bin/true\\nExecStartPre=\\n' | tee /etc/systemd/system/apt-daily.service.d/lab.conf > /etc/systemd/system/apt-daily-upgrade.service.d/lab.conf; "
                  'systemctl daemon-reload; systemctl -q enable --now apt-daily.timer apt-daily-upgrade.timer; systemctl -q enable unattended-upgrades; lab-as alice true; chage -M 99999 bob; rm -rf /etc/systemd/system/serial-getty@ttyS0.service.d; systemctl daemon-reload')
        self.told = []                   # seconds from a change on the laptop to the console
        self.manager = None

    def by_the_manager(self):
        """The console in the hands of the manager, who alone may stop a person's sign-in."""
        if not self.manager:
            self.manager = self.console.second('Head Person', 'manager')
        return self.manager

    def row(self, rule, what, must, seen, held):
        self.lab.table.add(self.scenario, '%s: %s' % (rule, what), must, ' '.join(seen.split()), held)

    def state(self):
        return self.g.sh('lab-state', timeout=180)

    def each(self, rows, what, must, work):
        """The same for each row; where it breaks, that is a row of the table. Without `must` only where it breaks."""
        for row in rows:
            try:
                seen, held = work(row) or ('', True)
            except (GuestError, OSError, KeyError, IndexError, TypeError, ValueError, AttributeError) as e:
                seen, held = ('%s: %s' % (type(e).__name__, e)).replace('\n', ' ')[:300], False
            if must or not held:
                self.row(row.rule, what, must or 'can be done', seen, held)

    def stages(self, rows, stage, settings=False):
        self.console.set_rules(**{row.key(): dict({'stage': stage}, **(row.settings if settings else {})) for row in rows})

    def wait(self, row, test, seconds):
        """(finding or None, seconds it took)"""
        begin = time.monotonic()
        f = self.console.wait_finding(row.rule, test, seconds)
        return f, time.monotonic() - begin

    def shown(self, row, states, why, stage, seconds):
        """Waits for the console to show the rule in one of these states, saying why."""
        f, took = self.wait(row, lambda f: re.fullmatch(states, f['state']) and f['stage'] == stage and re.search(why, words(f)), seconds)
        if not f:
            return 'after %d s: %s' % (seconds, words(self.console.finding(row.rule))[:200]), False
        return '%.0f s: %s' % (took, (words(f) if not f.get('sentence') else '%s. %s' % (f['state'], f['sentence']))[:150]), True

    def together(self, kinds):
        """A group of rules, each through all its steps at the same time as the others."""
        rows = [kind(self) for kind in kinds]
        there = {f['rule'] for f in self.console.laptop()['findings']}
        for row in rows:
            if row.rule not in there:
                self.row(row.rule, 'the agent', 'knows the rule', 'missing: no finding', False)
        rows = [row for row in rows if row.rule in there]
        holding = [row for row in rows if row.can]
        self.each(rows, 'prepared', '', lambda row: row.prepare())
        self.stages(rows, 'watch', True)
        self.each(rows, 'broken', '', lambda row: row.break_it())
        self.each(rows, 'broken, on the console', 'not met, and why', lambda row: self.shown(row, '|'.join(row.broken), row.why, 'watch', 75)[::1])
        self.each(rows, 'broken, by effect', 'really broken', lambda row: tuple(reversed(row.bad())))
        before = self.state()
        if holding:
            self.each(holding, 'preview', 'says what enforce would change', self.preview)
            self.stages(holding, 'enforce')
            self.each(holding, 'enforced, on the console', 'met', lambda row: self.shown(row, row.worked, '.', 'enforce', 300))
            self.each(holding, 'enforced, by effect', 'held', lambda row: tuple(reversed(row.held())))
            self.stages(holding, 'watch')
            self.each(holding, 'watched again', 'not met, as before', lambda row: self.shown(row, '|'.join(row.afterwards or row.broken), row.why, 'watch', 300))
            self.each([row for row in holding if row.quick], 'watched again, by effect', 'as before', lambda row: tuple(reversed(row.bad())))
            self.as_before('watched again', before)
        rest = [row for row in rows if not row.can]
        self.each(rows, 'mended', '', lambda row: row.mend())
        self.each([row for row in holding if row.settles], 'mended by hand, on the console', 'met', lambda row: self.shown(row, row.settles, '.', 'watch', 75))
        self.each([row for row in rest if row.worked], 'mended by hand, on the console', 'met', lambda row: self.shown(row, row.worked, '.', 'watch', 75))
        self.each([row for row in rest if row.worked], 'mended by hand, by effect', 'really mended', lambda row: tuple(reversed(row.held())))

    def preview(self, row):
        f = self.console.finding(row.rule)
        changes = f.get('wouldChange') or []
        return ('; '.join(changes) or 'says nothing')[:150], bool(changes) and f.get('canEnforce') is not False

    def as_before(self, what, before):
        """The laptop is as it was, to the byte."""
        other = difference(before, self.state())
        for _ in range(6):
            if not other:
                break
            time.sleep(3)                # the last of several rules may still be on its way back
            other = difference(before, self.state())
        with open(os.path.join(self.lab.logs, 'differences.txt'), 'a') as f:
            f.write('== %s: %s\n%s\n' % (self.scenario, what, '\n'.join(other)))
        self.row('/etc and what else a rule may change', what, 'as before', '%d lines as before' % len(before.split('\n')) if not other
                 else '%d differ: %s' % (len(other), '; '.join(other)[:300]), not other)


# ---- what is more than one row --------------------------------------------------------------------------------------
# A check at once, and its end waited for: what is said to the agent when somebody presses "check".
ASK = r'''python3 -c "
import socket
s = socket.socket(socket.AF_UNIX); s.settimeout(60); s.connect('/run/stairgate-agent/agent.sock'); s.sendall(b'{\"ask\":\"check\"}\n')
while s.recv(65536): pass"'''
HELD = [row for group in GROUPS for row in group if row.can]
# Whole files of the system that a rule writes, whatever else of them a rule changes: without them nobody gets in to mend it.
NEVER_TOUCHED = re.compile(r'^/etc/(passwd|shadow|group|gshadow|sub[ug]id|pam\.d/|ufw/|default/ufw|apt/sources\.list)')


class Whole(Rules):
    """What is tried with several rules held at once, on a guest of its own."""

    def hold(self):
        """Everything that can be enforced is broken and then enforced; (state before, state held)."""
        rows = [kind(self) for kind in HELD]
        self.each(rows, 'prepared', '', lambda row: row.prepare())
        self.stages(rows, 'watch', True)
        self.each(rows, 'broken', '', lambda row: row.break_it())
        before = self.state()
        self.stages(rows, 'enforce')
        self.each(rows, 'enforced, on the console', 'met', lambda row: self.shown(row, row.worked, '.', 'enforce', 300))
        return before, self.state()

    def changes(self, paths):
        """What root changes: (title, command, what proves that it is put back or None, what its finding says or None for a drift, undo)."""
        ways = (('gone', 'rm %s'), ('emptied', ': > %s'), ('another', "printf '#\\n' > /run/x; mv /run/x %s"))
        acts = [('%s is %s' % (path, ways[i % 3][0]), ways[i % 3][1] % path, path, None, '') for i, path in enumerate(paths)]
        for i, path in ((i, path) for i, path in enumerate(paths) if re.search('issue|pwquality|camera', path)):     # as soon as it was put back
            acts.insert(acts.index(next(a for a in acts if a[2] == path)) + 1,
                        ('%s is %s, again' % (path, ways[(i + 1) % 3][0]), ways[(i + 1) % 3][1] % path, path, None, ''))
        acts += [
            ('/etc/dconf/profile/user is gone', 'rm /etc/dconf/profile/user', '/etc/dconf/profile/user', None, ''),
            ('/etc/dconf/db/stairgate, compiled, is gone', 'rm /etc/dconf/db/stairgate', 'test -s /etc/dconf/db/stairgate', None, ''),
            ('apt-daily-upgrade.timer is off', 'systemctl -q disable --now apt-daily-upgrade.timer', 'systemctl -q is-active apt-daily-upgrade.timer && systemctl -q is-enabled apt-daily-upgrade.timer', None, ''),
            ('apt-daily.timer is masked', 'systemctl -q mask --now apt-daily.timer', 'systemctl -q is-active apt-daily.timer', None, ''),
            ('ufw is off', 'ufw disable', 'ufw status | grep -q "Status: active"', None, ''),
            ('ufw lets everything in', 'ufw default allow incoming', 'ufw status verbose | grep -q "deny (incoming)"', None, ''),
            ('nft flush ruleset', 'nft flush ruleset', 'nft list ruleset | grep -q "hook input.*policy drop"', None, ''),
            ('Bluetooth is on', 'rfkill unblock bluetooth', 'rfkill -n -o TYPE,SOFT | grep -qE "bluetooth +blocked"', None, ''),
            ('PAM: tries not counted', 'pam-auth-update --disable stairgate-tries stairgate-tries-first', 'grep -q pam_faillock /etc/pam.d/common-auth', None, ''),
            ('LightDM signs carol in', "sed -i 's/^autologin-user=.*/autologin-user=carol/' /etc/lightdm/lightdm.conf.d/50-lab.conf", '! grep -q "^autologin-user=carol" /etc/lightdm/lightdm.conf.d/50-lab.conf', None, ''),
            ('gina, who left, is opened again', "usermod -e '' gina; usermod -U gina", '! lab-try signin gina %s' % PASSWORD, None, ''),
            ('frank, suspended, is opened again', "usermod -e '' frank; usermod -U frank", '! lab-try signin frank %s' % PASSWORD, None, ''),
            ('a file of apt switches updates off', "echo 'APT::Periodic::Unattended-Upgrade \"0\";' > /etc/apt/apt.conf.d/99zz", None, ('updates', r'apt does not put updates in'), 'rm -f /etc/apt/apt.conf.d/99zz'),
            ('alice is an administrator', 'usermod -aG sudo alice', None, ('admin-rights', 'alice'), 'gpasswd -d alice sudo'),
            ('sudoers: bob may do all', "printf 'bob ALL=(ALL) NOPASSWD: ALL\\n' > /etc/sudoers.d/lab; chmod 440 /etc/sudoers.d/lab", None, ('admin-rights', 'bob'), 'rm -f /etc/sudoers.d/lab'),
            ('a second account with the number 0', 'useradd -o -u 0 -M toor; echo toor:%s | chpasswd' % PASSWORD, None, ('admin-rights', 'toor'), "sed -i '/^toor:/d' /etc/passwd /etc/shadow /etc/group /etc/gshadow /etc/subuid /etc/subgid")]
        return acts

    def drift(self):
        """What is enforced, or only watched, is changed as root in many ways: each is told, and put back where it is enforced."""
        self.before, held = self.hold()
        paths = [path for path in self.g.sh('for f in %s; do test -f $f -a ! -L $f && echo $f; done || true' % ' '.join(
            sorted({x.split()[2] for x in difference(self.before, held) if x.startswith('+ file /etc/')}))).split()
            if not NEVER_TOUCHED.match(path) and not path.startswith('/etc/lightdm/') and path != '/etc/dconf/profile/user'
            and not (path.startswith('/etc/dconf/db/') and '.d/' not in path)]      # compiled
        acts = self.changes(paths)
        summed = paths + ['/etc/dconf/profile/user']
        sums = dict(line.split()[::-1] for line in self.g.sh('sha256sum %s' % ' '.join(summed)).split('\n'))
        told, own, missed, left, wrong = [], [], [], [], []
        with open(os.path.join(self.lab.logs, 'drift.tsv'), 'w') as log:
            for title, act, proof, finding, undo in acts:
                known = {d['id'] for d in self.console.drifts()}
                begin, new, said = time.monotonic(), [], None
                self.g.try_sh(act)
                while not new and time.monotonic() - begin < 90:
                    time.sleep(0.2)
                    if finding:
                        said = words(self.console.finding(finding[0]))
                        new = [said] if re.search(finding[1], said) else []
                    else:
                        new = [d for d in self.console.drifts() if d['id'] not in known]
                took = time.monotonic() - begin
                back = True
                if proof:
                    back = self.g.wait('test "$(sha256sum < %s | cut -d" " -f1)" = %s' % (proof, sums[proof]) if proof in sums else proof, 60, every=0.5)
                # The console's last word: each change once, as put back. The next change waits for it: what is changed meanwhile is no other.
                end, last, ids = time.monotonic() + 60, [], {d['id'] for d in new} if new and not finding else set()
                while ids and proof and time.monotonic() < end:
                    last = [d for d in self.console.drifts() if d['id'] not in known]
                    if all(d['putBack'] for d in last):
                        break
                    time.sleep(0.3)
                if ids and proof and ({d['id'] for d in last} != ids or not all(d['putBack'] for d in last)):
                    wrong.append('%s: %s' % (title, '; '.join('%s %s' % (d['what'], 'put back' if d['putBack'] else 'not put back') for d in last)))
                what = 'nothing' if not new else 'its finding' if finding else '%s: %s' % (new[0]['rule'], new[0]['what'])
                line = (title, '%.1f' % took if new else 'NOT TOLD', what, '' if not proof else 'put back' if back else 'NOT PUT BACK')
                log.write('\t'.join(line) + '\n')
                print('    %-60s %6s  %s  %s' % (title[:60], *line[1:]), flush=True)
                (told if new else missed).append(took if new else title)
                own += [new[0]['toldInUs'] / 1e6] if new and not finding and new[0].get('toldInUs') else []
                if not back:
                    left.append(title)
                self.g.try_sh(undo or 'true')
                # What is changed before it was proved again is put back too, and no drift of its own.
                self.g.try_sh(ASK)
        must = 'p99 of the change to the console <= 60 s'
        self.row('drift', '%d changes as root' % len(acts), must, s.spread(told, 's', 1), len(told) >= 20 and s.percentile(told, 99) <= 60)
        self.row('drift', 'the laptop\'s own word of it', 'a distribution', s.spread(own, 's', 2), bool(own))
        self.row('drift', 'each is told', 'all', 'all %d' % len(acts) if not missed else 'not: ' + '; '.join(missed)[:300], not missed)
        self.row('drift', 'each that is enforced is put back', 'all', 'all %d' % sum(1 for a in acts if a[2]) if not left else 'not: ' + '; '.join(left)[:300], not left)
        self.row('drift', 'the console\'s last word of these', 'each once, put back', 'each once, put back' if not wrong else '; '.join(wrong)[:400], not wrong)

    def release(self):
        """`release` and removal put everything back, memory sticks among it."""
        before = self.hold()[0] if not hasattr(self, 'before') else self.before
        self.lab.enforce(self.g)
        out = self.g.sh('stairgate-agent release', timeout=300)
        self.as_before('stairgate-agent release', before)
        self.row('release', 'said', 'what was done', out.replace('\n', ' ')[:200], bool(out))
        rows = [kind(self) for kind in HELD]

        self.g.sh('systemctl restart stairgate-agent', timeout=300)
        self.each(rows, 'started again, on the console', 'met', lambda row: self.shown(row, row.worked, '.', 'enforce', 300))
        shut = self.g.wait('test -e /etc/stairgate/portable-media.shut', 60)
        self.row('portable-media', 'started again', 'shut', 'shut' if shut else 'open', shut)
        self.g.sh('dpkg -r stairgate-agent', timeout=300)
        self.as_before('dpkg -r', before)
        self.g.sh('dpkg --purge stairgate-agent', timeout=300)
        self.as_before('dpkg --purge', before)
        left = self.g.sh('ls -d /etc/stairgate /var/lib/stairgate-agent /usr/lib/stairgate-agent /run/stairgate* /usr/lib/udev/rules.d/72-stairgate* '
                         '/etc/systemd/system/*/stairgate* 2>/dev/null; pgrep -f [i]o.stairgate || true')
        self.row('release', 'dpkg --purge', 'leaves nothing', left.replace('\n', ' ') or 'nothing left', not left)

    def waiting(self):
        """An important update waits too long, is really put in, and the lists get old."""
        def shown(what, must, state, why, seconds=60):
            self.g.try_sh(ASK)
            f = self.console.wait_finding('updates', lambda f: f['state'] == state and re.search(why, words(f)), seconds)
            self.row('updates', what, must, words(f or self.console.finding('updates'))[:230], bool(f))

        self.g.sh('lab-repository start; lab-repository publish lab-mended 1.0; apt-get -qq update; apt-get -qq install lab-mended', timeout=300)
        shown('lists fetched, nothing waits', 'met', 'met', 'up to date.*updates waiting=0')
        self.g.sh('lab-repository publish lab-mended 1.1; apt-get -qq update', timeout=300)
        shown('an important update came today', 'met, and told', 'met', 'updates waiting=1: lab-mended')
        # As if it had been seen first 20 days ago.
        self.g.sh("n=$(find /var/lib/stairgate-agent -type f -name updates | grep -v before | head -1); sed -i \"s/^lab-mended .*/lab-mended $(date +%F -d '-20 day')/\" $n; "
                  'touch /var/lib/apt/lists/*bookworm-security*_Packages')
        shown('it has been waiting for 20 days', 'not met', 'not-met', 'waiting 20 days')
        begin = time.monotonic()
        self.g.sh('unattended-upgrade', timeout=600)
        put = self.g.sh("dpkg-query -W -f '${Version}' lab-mended")
        self.row('updates', 'unattended-upgrades runs', 'the update is in', 'lab-mended %s after %.0f s' % (put, time.monotonic() - begin), put == '1.1')
        shown('it was put in', 'met', 'met', 'up to date.*updates waiting=0')
        self.g.sh("touch -d '-30 day' /var/lib/apt/lists /var/lib/apt/periodic/update-success-stamp 2>/dev/null")
        # A laptop that was just switched on gets three hours to look; this guest is younger than that.
        shown('lists of 30 days ago', 'in progress: it looks', 'in-progress', 'looking for updates')
        self.g.sh('apt-get -qq update; touch /var/lib/apt/lists', timeout=300)
        shown('lists of today', 'met', 'met', 'up to date')
        self.g.sh('dpkg -P lab-mended; lab-repository end; %s' % ASK, timeout=180)

    def tries(self):
        """The shipped number of wrong tries, really tried; only the ten minutes are not waited for."""
        policy = re.search(r'(?m)^ +wrong-tries: *(\d+)', self.console.get('/policy.yaml')[1])
        most = int(policy.group(1)) if policy else 0
        self.row('sign-in', 'shipped', '10 wrong tries', '%d in the policy' % most, most == 10)
        self.g.sh('useradd -m -s /bin/bash frank; echo frank:%s | chpasswd' % PASSWORD)
        self.console.set_rules(sign_in={'stage': 'enforce'})
        f = self.console.wait_finding('sign-in', lambda f: f['stage'] == 'enforce' and f['state'] == 'met', 120)
        self.row('sign-in', 'enforced as shipped', 'met', words(f or self.console.finding('sign-in'))[:160], bool(f))

        def right():
            return self.g.try_sh('lab-try signin frank %s' % PASSWORD)[1]

        def wrong(times):
            for _ in range(times):
                self.g.try_sh('lab-try signin frank wrong')

        wrong(most - 1)
        said = right()
        self.row('sign-in', 'after %d wrong tries' % (most - 1), 'in', said[:60], said == 'in')
        wrong(most)
        counted, said = self.g.try_sh('faillock --user frank | grep -c " V"')[1], right()      # a try while it is locked counts too, and so does a prompt that a slow login asks once more
        self.row('sign-in', 'after %d wrong tries' % most, 'refused', '%s (counted: %s)' % (said[:80], counted), said != 'in' and counted.isdigit() and int(counted) in (most, most + 1))
        # The times of the tries are put back instead of waiting; the records are of 64 bytes, the last 8 the time.
        earlier = """python3 -c "
import struct
b = bytearray(open('/run/faillock/frank', 'rb').read())
for at in range(56, len(b), 64):
    struct.pack_into('Q', b, at, struct.unpack_from('Q', b, at)[0] - %d)
open('/run/faillock/frank', 'wb').write(b)" """
        now = int(self.g.sh("python3 -c \"import struct, time; b = open('/run/faillock/frank', 'rb').read(); print(int(time.time()) - max(struct.unpack_from('Q', b, a)[0] for a in range(56, len(b), 64)))\""))
        self.g.sh(earlier % (540 - now))
        said = right()
        self.row('sign-in', '9 minutes later', 'refused', said[:80], said != 'in')
        self.g.sh(earlier % 61)
        said = right()
        self.row('sign-in', '10 minutes later', 'in', said[:60], said == 'in')
        self.console.set_rules(sign_in={'stage': 'watch'})
        self.g.try_sh('pkill -u frank; sleep 1; userdel -r frank; rm -f /run/faillock/frank')

    def tamper(self):
        """What a local administrator does to the agent is told."""
        def alerts():
            return [a for a in self.console.alerts() if re.search('(?i)tamper|away|stopped|removed|silent', json.dumps(a))]
        for title, act, back in (
                ('stopped', 'systemctl stop stairgate-agent', 'systemctl start stairgate-agent'),
                ('killed and held down', 'systemctl mask --runtime stairgate-agent.service stairgate-agent.path; systemctl kill -s KILL stairgate-agent', 'systemctl unmask --runtime stairgate-agent.service stairgate-agent.path; systemctl start stairgate-agent'),
                ('masked', 'systemctl mask --now stairgate-agent.service', 'systemctl unmask stairgate-agent.service; systemctl start stairgate-agent'),
                ('its unit edited', 'mkdir -p /etc/systemd/system/stairgate-agent.service.d; printf "[Service]\\nRestart=no\\n" > /etc/systemd/system/stairgate-agent.service.d/x.conf; systemctl daemon-reload', 'rm -r /etc/systemd/system/stairgate-agent.service.d; systemctl daemon-reload'),
                ('its file changed', 'cp -a /usr/lib/stairgate-agent/bin/shut-portable-media /run/keep; echo "# x" >> /usr/lib/stairgate-agent/bin/shut-portable-media', 'cp -a /run/keep /usr/lib/stairgate-agent/bin/shut-portable-media')):
            known = {(a['id'], a.get('occurrences')) for a in alerts()}
            self.g.try_sh(act)
            away = 'edited' not in title and 'file' not in title
            time.sleep(80 if away else 1)         # shorter than that is an ordinary restart
            if away:
                self.g.try_sh(back, timeout=180)
            begin, new = time.monotonic(), []
            while not new and time.monotonic() - begin < 90:
                time.sleep(1)
                new = [a for a in alerts() if (a['id'], a.get('occurrences')) not in known]
            if not away:
                self.g.try_sh(back)
            said = json.dumps({k: new[0][k] for k in ('kind', 'sentence', 'title', 'what') if k in new[0]}) if new else 'nothing'
            self.row('tamper', title, 'told', '%.0f s after %s: %s' % (time.monotonic() - begin, 'it came back' if away else 'the change', said[:160]), bool(new))
        events = self.g.try_sh('journalctl -u stairgate-agent -b -o cat --no-pager | grep -iE "away|stopped by|killed|was not" | tail -5')[1]
        self.row('tamper', 'what the log says of it', 'in the agent\'s word', events.replace('\n', '; ')[:200] or 'see the alert', True)

    def never(self):
        """The last administrator is not suspended."""
        self.g.sh('usermod -p "*" root; usermod -aG sudo alice; gpasswd -d dora sudo')
        self.console.set_rules(suspend={'stage': 'enforce'})
        self.by_the_manager().order('suspend', 'alice', end=time.strftime('%Y-%m-%d', time.gmtime(time.time() + 3 * 86400)))
        f = self.console.wait_finding('suspend', lambda f: f['stage'] == 'enforce' and f['state'] == 'not-met' and 'last administrator' in words(f), 90)
        time.sleep(15)
        said = self.g.try_sh('lab-try signin alice %s' % PASSWORD)[1]
        self.row('never', 'the last administrator is suspended', 'refused, and told', 'alice signs in: %s; %s' % (said[:30], words(f or self.console.finding('suspend'))[:160]), said == 'in' and bool(f))
        self.g.sh('usermod -aG sudo dora; stairgate-agent check > /dev/null || true')
        f = self.console.wait_finding('suspend', lambda f: f['state'] == 'met', 90)
        said = self.g.try_sh('lab-try signin alice %s' % PASSWORD)[1]
        self.row('never', 'another administrator is there', 'suspended', 'alice signs in: %s; %s' % (said[:50], words(f)[:120]), said != 'in')
        self.console.set_rules(suspend={'stage': 'watch'})
        self.g.sh('gpasswd -d alice sudo')
        back = self.g.wait('lab-try signin alice %s' % PASSWORD, 60, every=2)
        self.row('never', 'watched again', 'alice signs in', 'she does' if back else 'she does not', back)
        self.by_the_manager().take_back('alice')

    def known(self):
        """Somebody else knows a password: asked now, red after 24 hours, over when it is changed."""
        self.g.sh('chage -d $(date +%F -d "-1 day") bob')
        self.console.order('password', 'bob', since=time.strftime('%Y-%m-%d'))
        f = self.console.wait_finding('password-age', lambda f: f['state'] == 'in-progress' and 'password of bob may be known' in words(f), 60)
        self.row('password-age', 'somebody else knows bob\'s', 'in progress, 24 hours', words(f or self.console.finding('password-age'))[:200], bool(f))
        self.console.take_back('bob')

    def concern(self):
        """One action: the screen locks, the console knows; without a network too."""
        self.g.sh("lab-as alice 'setsid -f dbus-monitor --system \"type=signal,interface=org.freedesktop.login1.Session,member=Lock\" > /run/lab-person.1/locks 2>&1'; sleep 2")
        known = len(self.console.alerts())
        begin = time.monotonic()
        out = self.g.try_sh("lab-as alice 'stairgate-agent concern --words \"The lab is worried\"'")[1]
        while len(self.console.alerts()) == known and time.monotonic() - begin < 60:
            time.sleep(0.3)
        page = self.console.get('/concerns')[1]
        locked = self.g.wait('grep -q member=Lock /run/lab-person.1/locks', 10)
        self.row('report-a-concern', 'with a network', 'locked, told, on the page', '%.1f s; lock asked for: %s; %s' % (time.monotonic() - begin, 'yes' if locked else 'NO', out.replace('\n', ' ')[:120]),
                 locked and len(self.console.alerts()) > known and bool(re.search('(?i)alice|lab laptop', page)))
        known = len(self.console.alerts())
        self.g.sh('nft add table ip lab; nft add chain ip lab out "{ type filter hook output priority 0 ; }"; nft add chain ip lab in "{ type filter hook input priority 0 ; }"; '
                  'nft add rule ip lab in ip saddr 10.0.2.100 drop; nft add rule ip lab out ip daddr 10.0.2.100 reject with tcp reset')
        out = self.g.try_sh("lab-as alice 'stairgate-agent concern --kind upsetting --no-lock --without-name'")[1]
        time.sleep(8)
        none = len(self.console.alerts()) == known
        kept = self.g.try_sh('systemctl kill -s KILL stairgate-agent; sleep 1')[0] == 0      # kept on disk, not in memory
        self.g.sh('nft delete table ip lab')
        begin = time.monotonic()
        while len(self.console.alerts()) == known and time.monotonic() - begin < 200:
            time.sleep(0.5)
        self.row('report-a-concern', 'without a network, the agent killed after it', 'told when there is one', '%s; %.0f s after the network came: %s; %s' % (
            'not told before' if none else 'TOLD BEFORE', time.monotonic() - begin, 'told' if len(self.console.alerts()) > known else 'NOT TOLD', out.replace('\n', ' ')[:100]),
            none and kept and len(self.console.alerts()) > known)


# One guest each, because each leaves something behind; those that are asked for by name share one, in this order.
PARTS = (('concern', 'known', 'never', 'waiting', 'tries'), ('tamper',), ('drift', 'release'))


def short(lab):
    """What every push runs: the rules whose effect is seen quickest."""
    Rules(lab, 'rules-short').together(SHORT)
    lab.drop_guest()


def full(lab, only=()):
    """Every row; then what is more than one row. `only`: names of rows or parts, where not all are wanted."""
    chosen = [[row for row in group if not only or row.rule in only] for group in GROUPS]
    if any(chosen):
        rules = Rules(lab, 'rules')
        for group in chosen:
            if group:
                rules.together(group)
    for guest in [[part for group in PARTS for part in group]] if only else PARTS:
        wanted = [part for part in guest if not only or part in only]
        if wanted:
            parts(lab, 'rules', wanted)
    lab.drop_guest()


def drift(lab):
    """Many changes as root: told, how quickly, and put back."""
    parts(lab, 'drift', ['drift'])
    lab.drop_guest()


def parts(lab, scenario, wanted):
    """What is more than one row, on one guest."""
    whole = Whole(lab, scenario)
    for part in wanted:
        try:
            getattr(whole, part)()
        except (GuestError, OSError, KeyError, IndexError, TypeError, ValueError) as e:
            whole.row(part, 'can be tried to its end', 'yes', ('%s: %s' % (type(e).__name__, e)).replace('\n', ' ')[:300], False)
