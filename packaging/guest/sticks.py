#!/usr/bin/env python3
"""sticks.py - images of memory sticks of every kind the lab plugs in, made on this computer without root, loop devices or mounts
usage: sticks.py KIND FILE     | sticks.py --list
What this computer cannot write without a kernel (exFAT with files on it, LUKS) is made in the guest: see `in_guest`.
A BitLocker stick cannot be made here: nothing outside Windows writes one."""
import io, os, random, shutil, subprocess, sys, tempfile, zipfile

MIB = 1 << 20
# The test file every anti-virus engine knows. Written in two halves, so that this script is no such file.
EICAR = ('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EI' 'CAR-STANDARD-ANTIVI' 'RUS-TEST-FILE!$H+H*').encode()
HELLO = b'The children planted beans today.\n'
FAT, NTFS, LINUX = 0x0c, 0x07, 0x83


def _run(*words, **kw):
    r = subprocess.run(words, capture_output=True, text=True, env=dict(os.environ, MTOOLS_SKIP_CHECK='1', LC_ALL='C'), **kw)
    if r.returncode:
        raise RuntimeError('%s: %s' % (words[0], (r.stderr or r.stdout).strip()[-300:]))


def _tree(files):
    """A folder with these files: {name: bytes}."""
    folder = tempfile.mkdtemp(prefix='lab-stick-')
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(content)
    return folder


def _file(size):
    handle, path = tempfile.mkstemp(prefix='lab-part-')
    os.truncate(handle, size)
    os.close(handle)
    return path


def fat(files, size=31 * MIB):
    part, folder = _file(size), _tree(files)
    try:
        _run('mkfs.vfat', '-n', 'LABSTICK', part)
        for name in sorted(os.listdir(folder)):
            _run('mcopy', '-s', '-Q', '-i', part, os.path.join(folder, name), '::')
    finally:
        shutil.rmtree(folder)
    return part


def ext4(files, size=31 * MIB, folder=None, options=()):
    part, given = _file(size), folder
    folder = folder or _tree(files)
    try:
        # made for everybody to read: the owner of the files is not the person who plugs it in
        _run('mkfs.ext4', '-q', '-F', '-L', 'LABSTICK', '-E', 'root_owner=0:0', *options, '-d', folder, part)
    finally:
        if not given:
            shutil.rmtree(folder)
    return part


def ntfs(files, size=31 * MIB):
    part, folder = _file(size), _tree(files)
    try:
        _run('mkfs.ntfs', '-F', '-Q', '-q', '-L', 'LABSTICK', '-s', '512', '-p', '2048', '-H', '16', '-S', '63', part)
        for name in sorted(os.listdir(folder)):
            _run('ntfscp', '-q', part, os.path.join(folder, name), name)
    finally:
        shutil.rmtree(folder)
    return part


def iso(files):
    part, folder = _file(0), _tree(files)
    try:
        _run('xorriso', '-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'LABDISC', '-o', part, folder)
    finally:
        shutil.rmtree(folder)
    return part


def disk(out, *parts):
    """One disk with a partition table and these parts: (type, file). The files are taken in."""
    with open(out, 'wb') as d:
        d.truncate(0)
        at, table = 2048, b''
        for kind, part in parts:
            sectors = -(-os.path.getsize(part) // 512)
            table += b'\0\xfe\xff\xff' + bytes([kind]) + b'\xfe\xff\xff' + at.to_bytes(4, 'little') + sectors.to_bytes(4, 'little')
            at += -(-sectors // 2048) * 2048
        d.truncate(at * 512)
        d.seek(440)
        d.write(os.urandom(4) + b'\0\0' + table.ljust(64, b'\0') + b'\x55\xaa')
    at = 2048
    for _, part in parts:
        _run('dd', 'if=' + part, 'of=' + out, 'bs=1M', 'seek=%d' % (at // 2048), 'conv=notrunc,sparse')
        at += -(-(-(-os.path.getsize(part) // 512)) // 2048) * 2048
        os.remove(part)
    return out


def _zip(files, method=zipfile.ZIP_DEFLATED, level=9):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method, compresslevel=level) as z:
        for name, content in files.items():
            z.writestr(name, content)
    return out.getvalue()


def zip_bomb():
    """A few megabytes that are 1.3 GB unpacked. No two parts are alike, because an engine looks at what is alike only once."""
    return _zip({str(i): bytes([i]) * (64 * MIB) for i in range(20)}, level=1)


def deep_zip():
    """The test file in a zip in a zip, and so on, thirty deep."""
    content = EICAR
    for i in range(30):
        content = _zip({'%d.zip' % i: content})
    return content


def locked_zip():
    """A zip with a password. The cipher is zip's own old one, which every packer writes."""
    folder = _tree({'plan.txt': HELLO * 50})
    try:
        _run('zip', '-q', '-P', 'beans', 'plan.zip', 'plan.txt', cwd=folder)
        with open(os.path.join(folder, 'plan.zip'), 'rb') as f:
            return f.read()
    finally:
        shutil.rmtree(folder)


def empty(out):
    """An empty 64 MB stick."""
    return disk(out, (FAT, fat({}, 63 * MIB)))


def plain(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO, 'plans/week.txt': HELLO * 100, 'photo.bin': random.Random(4).randbytes(2 * MIB)})))


def large(out):
    """Enough to copy from while something else happens."""
    return disk(out, (FAT, fat({'film.bin': random.Random(5).randbytes(90 * MIB)}, 110 * MIB)))


def documents(out):
    """What an ordinary stick holds: 400 files, 48 MB. The same files go through the engine alone, to compare."""
    r = random.Random(6)
    files = {'folder%d/file%d.bin' % (i % 20, i): r.randbytes(r.choice((4096, 20_000, 120_000, 360_000))) for i in range(400)}
    return disk(out, (FAT, fat(files, 80 * MIB)))


def ext4_plain(out):
    return disk(out, (LINUX, ext4({'hello.txt': HELLO})))


def ntfs_plain(out):
    return disk(out, (NTFS, ntfs({'hello.txt': HELLO})))


def iso_plain(out):
    os.replace(iso({'hello.txt': HELLO}), out)
    return out


def partitions(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO}, 40 * MIB)), (LINUX, ext4({'hello.txt': HELLO}, 16 * MIB)), (NTFS, ntfs({'hello.txt': HELLO}, 16 * MIB)))


def eicar_fat(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO, 'sub/test.com': EICAR})))


def eicar_ext4(out):
    return disk(out, (LINUX, ext4({'hello.txt': HELLO, 'test.com': EICAR})))


def eicar_ntfs(out):
    return disk(out, (NTFS, ntfs({'hello.txt': HELLO, 'test.com': EICAR})))


def eicar_zip(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO, 'papers.zip': _zip({'in/it.zip': _zip({'test.com': EICAR})})})))


def eicar_second_partition(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO}, 40 * MIB)), (LINUX, ext4({'test.com': EICAR}, 16 * MIB)))


def bomb(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO, 'papers.zip': zip_bomb()})))


def deep_archive(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO, 'papers.zip': deep_zip()})))


def locked_archive(out):
    return disk(out, (FAT, fat({'hello.txt': HELLO, 'plan.zip': locked_zip()})))


def none(out):
    """No file system at all."""
    with open(out, 'wb') as f:
        f.truncate(16 * MIB)
    return out


def damaged(out):
    """An ext4 whose inside is gone: the first block is whole, the rest is noise."""
    part = ext4({'hello.txt': HELLO})
    with open(part, 'r+b') as f:
        f.seek(2048)
        f.write(os.urandom(2 * MIB))
    return disk(out, (LINUX, part))


def damaged_fat(out):
    """A FAT whose table and first folder are noise, and whose first sector is whole."""
    part = fat({'hello.txt': HELLO, 'plans/week.txt': HELLO * 100})
    with open(part, 'r+b') as f:
        f.seek(4 * 512)
        f.write(os.urandom(200 * 512))
    return disk(out, (FAT, part))


def small_files(out, count):
    """So many small files, a thousand in each folder."""
    folder = tempfile.mkdtemp(prefix='lab-many-')
    try:
        for i in range(count):
            if i % 1000 == 0:
                os.mkdir(os.path.join(folder, 'f%04d' % (i // 1000)))
            with open(os.path.join(folder, 'f%04d' % (i // 1000), '%d.txt' % i), 'wb') as f:
                f.write(b'bean %d\n' % i)
        return disk(out, (LINUX, ext4({}, (64 + count // 512) * MIB, folder, ('-b', '1024', '-I', '128', '-N', str(count + 2000)))))
    finally:
        shutil.rmtree(folder)


def small_files_20000(out):
    return small_files(out, 20_000)


def small_files_200000(out):
    return small_files(out, 200_000)


KINDS = {f.__name__.replace('_', '-'): f for f in (
    empty, plain, large, documents, ext4_plain, ntfs_plain, iso_plain, partitions, eicar_fat, eicar_ext4, eicar_ntfs, eicar_zip,
    eicar_second_partition, bomb, deep_archive, locked_archive, none, damaged, damaged_fat, small_files_20000, small_files_200000)}

# Made in the guest, where a kernel can write them: /root/sticks/KIND.img. The passphrase of the locked ones is `beans`.
PASSPHRASE = 'beans'
IN_GUEST = ('exfat-plain', 'eicar-exfat', 'luks-plain', 'luks-eicar')
IN_GUEST_SCRIPT = r'''
set -e
mkdir -p /root/sticks /run/made; cd /root/sticks; printf %s beans > /run/key
modprobe loop; modprobe exfat; modprobe dm-crypt
part() { rm -f $1; truncate -s 33M $1; printf '2048,,%s\n' $2 | sfdisk -q $1; L=$(losetup -f --show -o 1048576 $1); }
fill() { mount $1 /run/made; echo 'The children planted beans today.' > /run/made/hello.txt; [ $2 = plain ] || cat /root/test.com > /run/made/test.com; umount /run/made; }
for k in plain eicar; do
  part exfat-$k.img 7; mkfs.exfat $L > /dev/null; fill $L $k; losetup -d $L
  part luks-$k.img 83
  cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 $L /run/key
  cryptsetup open $L made --key-file /run/key; mkfs.ext4 -q -L LABLOCKED -E root_owner=0:0 /dev/mapper/made
  fill /dev/mapper/made $k; cryptsetup close made; losetup -d $L
done
mv exfat-eicar.img eicar-exfat.img
'''


def in_guest(guest, folder):
    """Makes in the guest what needs a kernel; the images come into the folder: {kind: file}."""
    test = os.path.join(folder, 'test.com')
    with open(test, 'wb') as f:
        f.write(EICAR)
    guest.push(test, '/root/')
    os.remove(test)
    guest.sh(IN_GUEST_SCRIPT, timeout=300)
    guest.sh('cd /root/sticks && tar -Sc *.img | zstd -q -1 > /root/sticks.tar.zst; rm -rf /root/sticks /root/test.com', timeout=300)
    packed = os.path.join(folder, 'guest.tar.zst')
    guest.pull('/root/sticks.tar.zst', packed)
    guest.sh('rm /root/sticks.tar.zst')
    _run('tar', '-C', folder, '--zstd', '-xf', packed)
    os.remove(packed)
    return {k: os.path.join(folder, k + '.img') for k in IN_GUEST}


if __name__ == '__main__':
    if sys.argv[1:] == ['--list']:
        print('\n'.join(KINDS))
    elif len(sys.argv) == 3 and sys.argv[1] in KINDS:
        KINDS[sys.argv[1]](sys.argv[2])
    else:
        sys.exit(__doc__)
