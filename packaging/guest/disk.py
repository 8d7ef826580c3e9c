"""A disk as a laptop has one: it keeps what is written to it in a cache of its own, and the power takes what was not flushed.

QEMU's own cache modes cannot do this. Whatever `cache=` says, a write that reached QEMU is in this computer's memory and outlives QEMU, so
that SIGKILL would lose only what the guest's kernel had not yet sent: a program that forgets to force its file would often get away with it.
So QEMU is given its root disk over NBD by this server, which acknowledges a write at once, keeps it in memory, and brings it to the file
when the guest flushes. At a cut each page that was not flushed is, by chance, in any of the states it went through, or torn between two of
them at 512 bytes: what disks may do, and no more than they may."""
import os, socket, struct, threading

PAGE, SECTOR = 4096, 512
SERVER_MAGIC, OPTION_MAGIC, REPLY_MAGIC = 0x4e42444d41474943, 0x49484156454f5054, 0x3e889045565a9
REQUEST, SIMPLE = struct.Struct('>IHHQQI'), struct.Struct('>IIQ')
READ, WRITE, DISCONNECT, FLUSH, TRIM, ZEROES = 0, 1, 2, 3, 4, 6
FORCE_UNIT_ACCESS = 1
CAN = 1 | 4 | 8 | 32 | 64                        # has flags, flush, force unit access, trim, zeroes


class LossyDisk:
    """One raw image, served to one QEMU after the other. `forgets` set: flushes are acknowledged and nothing reaches the image any more."""

    def __init__(self, image, path):
        self.file = os.open(image, os.O_RDWR)
        self.size = os.fstat(self.file).st_size
        self.pending = {}                           # page: [what it was before, each state since]
        self.forgets = False
        self.left = None                            # writes and flushes until the power goes
        self.dark = threading.Event()
        self.lock = threading.Lock()
        self.path = path
        if os.path.exists(path):
            os.remove(path)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        self.door.listen(1)
        self.served = threading.Event()
        self.served.set()
        threading.Thread(target=self.accept, daemon=True).start()

    # ---- the power -------------------------------------------------------------------------------------------------
    def go_dark(self, requests):
        """The power goes at one of the next writes or flushes: between a write and its flush, where nothing is sure. Waits for it, not for ever."""
        self.left = requests
        self.dark.wait(10)

    def cut(self, random):
        """QEMU was killed: what was not flushed is left to chance; (pages not flushed, of them lost, torn). `forgets`: all is lost."""
        self.served.wait(60)
        with self.lock:
            lost = torn = 0
            for page, states in sorted(self.pending.items()):
                first, second = (0, 0) if self.forgets else (random.randrange(len(states)), random.randrange(len(states)))
                at = random.randrange(0, PAGE + 1, SECTOR) if random.random() < 0.3 else PAGE
                content = states[first][:at] + states[second][at:]
                lost += content == states[0]
                torn += content not in states
                os.pwrite(self.file, content, page * PAGE)
            count = len(self.pending)
            self.pending.clear()
            return count, lost, torn

    def close(self):
        """After a guest that ended in good order: everything is kept."""
        self.served.wait(60)
        self.flush()
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        os.close(self.file)

    # ---- reading and writing ---------------------------------------------------------------------------------------
    def flush(self):
        with self.lock:
            if not self.forgets:
                for page, states in self.pending.items():
                    os.pwrite(self.file, states[-1], page * PAGE)
                self.pending.clear()

    def read(self, offset, length):
        data = bytearray(os.pread(self.file, length, offset))
        for page in range(offset // PAGE, (offset + length - 1) // PAGE + 1):
            states = self.pending.get(page)
            if states:
                begin, end = max(offset, page * PAGE), min(offset + length, (page + 1) * PAGE)
                data[begin - offset:end - offset] = states[-1][begin - page * PAGE:end - page * PAGE]
        return data

    def write(self, offset, data):
        with self.lock:
            for page in range(offset // PAGE, (offset + len(data) - 1) // PAGE + 1):
                begin, end = max(offset, page * PAGE), min(offset + len(data), (page + 1) * PAGE)
                states = self.pending.setdefault(page, [])
                if not states:
                    states.append(os.pread(self.file, PAGE, page * PAGE))
                piece = data[begin - offset:end - offset]
                old = states[-1]
                states.append(bytes(piece) if len(piece) == PAGE else old[:begin - page * PAGE] + bytes(piece) + old[end - page * PAGE:])

    # ---- NBD (the protocol's own document: fixed newstyle, simple replies) -----------------------------------------
    def accept(self):
        while True:
            try:
                peer, _ = self.door.accept()
            except OSError:
                return                              # closed
            self.served.clear()
            try:
                with peer, peer.makefile('rb') as stream:
                    if self.agree(peer, stream):
                        self.serve(peer, stream)
            except (OSError, EOFError):
                pass                                # QEMU was killed
            finally:
                self.served.set()

    def agree(self, peer, stream):
        peer.sendall(struct.pack('>QQH', SERVER_MAGIC, OPTION_MAGIC, 3))
        exactly(stream, 4)
        while True:
            _, option, length = struct.unpack('>QII', exactly(stream, 16))
            exactly(stream, length)
            def reply(kind, data=b''):
                peer.sendall(struct.pack('>QIII', REPLY_MAGIC, option, kind, len(data)) + data)
            if option == 7:                         # go
                reply(3, struct.pack('>HQH', 0, self.size, CAN))
                reply(1)
                return True
            if option == 2:                         # abort
                reply(1)
                return False
            reply(0x80000001)                       # not known

    def serve(self, peer, stream):
        while True:
            _, flags, kind, cookie, offset, length = REQUEST.unpack(exactly(stream, REQUEST.size))
            data = exactly(stream, length) if kind == WRITE else bytes(length) if kind == ZEROES else b''
            if kind == DISCONNECT:
                return
            if self.left is not None and kind != READ:
                self.left -= 1
                if self.left < 0:
                    self.dark.set()
                    stream.read()                       # answers nothing any more, until QEMU is gone
                    return
            if kind in (WRITE, ZEROES):
                self.write(offset, data)
            if kind == FLUSH or flags & FORCE_UNIT_ACCESS:
                self.flush()
            peer.sendall(SIMPLE.pack(0x67446698, 0, cookie) + (self.read(offset, length) if kind == READ else b''))


def exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data
