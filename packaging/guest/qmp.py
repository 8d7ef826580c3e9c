#!/usr/bin/env python3
"""qmp.py - minimal QMP client of the lab (python3 stdlib only).
usage: qmp.py SOCKET COMMAND [JSON-ARGUMENTS] [COMMAND JSON ...]   prints each return value as JSON
       qmp.py SOCKET hmp 'human monitor command'
As a module: q = Qmp(path); q.cmd('device_add', driver='usb-kbd', id='k'); q.wait_event('DEVICE_DELETED', id='k')"""
import json, os, socket, sys, time
class QmpError(Exception): pass
def run_directory():
    """Where the running guest's sockets are; the same rule as in common.sh."""
    root = os.environ.get('LAB_ROOT') or os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'stairgate-lab')
    return os.environ.get('LAB_RUN') or os.path.join(root, 'run', os.environ.get('LAB_INSTANCE', 'default'))
class Qmp:
    def __init__(self, path, timeout=60):
        self.s = socket.socket(socket.AF_UNIX); self.s.settimeout(timeout); self.s.connect(path)
        self.f = self.s.makefile('rw', encoding='utf-8'); self.events = []
        json.loads(self.f.readline()); self.cmd('qmp_capabilities')
    def _msg(self):
        line = self.f.readline()
        if not line: raise QmpError('connection closed')
        return json.loads(line)
    def cmd(self, name, **args):
        self.f.write(json.dumps({'execute': name, 'arguments': args}) + '\n'); self.f.flush()
        while True:
            m = self._msg()
            if 'event' in m: self.events.append(m); continue
            if 'error' in m: raise QmpError('%s: %s' % (name, m['error'].get('desc')))
            return m['return']
    def close(self): self.f.close(); self.s.close()
    def hmp(self, line): return self.cmd('human-monitor-command', **{'command-line': line})
    def wait_event(self, name, timeout=20, **match):
        end = time.time() + timeout
        while True:
            for e in self.events:
                if e['event'] == name and all(str(e.get('data', {}).get(k)) == str(v) for k, v in match.items()): return e
            self.s.settimeout(max(0.05, end - time.time()))
            try: m = self._msg()
            except (socket.timeout, TimeoutError): raise QmpError('no %s event in %ss' % (name, timeout))
            if 'event' in m: self.events.append(m)
if __name__ == '__main__':
    a = sys.argv[1:]
    if len(a) < 2: sys.exit(__doc__)
    q = Qmp(a[0])
    try:
        if a[1] == 'hmp': print(q.hmp(' '.join(a[2:])), end='')
        else:
            i = 1
            while i < len(a):
                args = {}
                if i + 1 < len(a) and a[i+1].startswith('{'): args = json.loads(a[i+1]); step = 2
                else: step = 1
                print(json.dumps(q.cmd(a[i], **args))); i += step
    except QmpError as e: sys.exit('qmp: %s' % e)
