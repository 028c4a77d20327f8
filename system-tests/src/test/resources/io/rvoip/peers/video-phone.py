"""A telephone with a camera that shows what it sees: python3 video-phone.py HOST SERVER USER PASSWORD DOMAIN.

Registers over UDP and answers each call with audio and video on ports of its own, in the clear. What arrives on them goes back
under another SSRC; who asks it for a key frame is asked for one by it. It tells on stdout what happens, and how packets of each
kind are marked (RFC 2474) once for each mark.
"""
import hashlib
import re
import selectors
import socket
import struct
import sys
import time

host, server, user, password, domain = sys.argv[1:6]
PORTS = {'audio': 42000, 'video': 42002}
OFFSET = 0x01010101
PLI = bytes([0x81, 206, 0, 2])


def bound(port):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
    made.bind((host, port))
    made.setblocking(False)
    return made


def tell(text):
    print(text, flush=True)


def header(message, name):
    found = re.search(rf'^{name}\s*:\s*(.*?)\r$', message, re.I | re.M)
    return found.group(1) if found else ''


def headers(message, name):
    return re.findall(rf'^({name}\s*:.*?)\r$', message, re.I | re.M)


def write(start, lines, body=''):
    lines = list(lines) + [f'Content-Length: {len(body)}']
    signalling.sendto('\r\n'.join([start] + lines + ['', body]).encode(), (server, 5060))


def register(number, challenge=''):
    lines = [f'Via: SIP/2.0/UDP {host}:5070;branch=z9hG4bK{number}camera;rport', 'Max-Forwards: 70',
             f'From: <sip:{user}@{domain}>;tag=camera', f'To: <sip:{user}@{domain}>', 'Call-ID: camera-registers',
             f'CSeq: {number} REGISTER', f'Contact: <sip:{user}@{host}:5070>', 'Expires: 300']
    if challenge:
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', challenge))
        digest = hashlib.sha256 if 'SHA-256' in said.get('algorithm', '') else hashlib.md5
        make = lambda text: digest(text.encode()).hexdigest()
        uri = f'sip:{domain}'
        secret = make(f"{user}:{said['realm']}:{password}")
        response = make(f"{secret}:{said['nonce']}:00000001:camera:auth:" + make(f'REGISTER:{uri}'))
        lines.append(f'Authorization: Digest username="{user}", realm="{said["realm"]}", nonce="{said["nonce"]}", uri="{uri}", '
                     f'algorithm={said.get("algorithm", "MD5")}, qop=auth, nc=00000001, cnonce="camera", response="{response}"'
                     + (f', opaque="{said["opaque"]}"' if 'opaque' in said else ''))
    write(f'REGISTER sip:{domain} SIP/2.0', lines)


def answer(offer):
    """One line for each of theirs, in their numbers."""
    lines = ['v=0', f'o=camera 1 {int(time.time())} IN IP4 {host}', 's=-', f'c=IN IP4 {host}', 't=0 0']
    for part in re.split(r'\r\n(?=m=)', offer.strip())[1:]:
        kind, port, protocol = re.match(r'm=(\w+) (\d+) (\S+)', part).groups()
        encoding = 'PCMU' if kind == 'audio' else 'VP8'
        number = re.search(rf'a=rtpmap:(\d+) {encoding}/', part)
        if port == '0' or number is None or protocol != 'RTP/AVP':
            lines.append(f'm={kind} 0 {protocol} 0')
            continue
        lines += [f'm={kind} {PORTS[kind]} {protocol} {number.group(1)}', f'a=rtpmap:{number.group(1)} {encoding}/'
                  + ('8000' if kind == 'audio' else '90000')] + (['a=rtcp-fb:* nack pli'] if kind == 'video' else [])
        tell(f'answers {kind} of port {port}')
    return '\r\n'.join(lines) + '\r\n'


def signalled(message):
    start = message.split('\r\n', 1)[0]
    if start.startswith('SIP/2.0 '):
        status = start.split()[1]
        if status == '401' and 'REGISTER' in header(message, 'CSeq') and header(message, 'CSeq').startswith('1 '):
            register(2, header(message, 'WWW-Authenticate'))
        elif status == '200' and 'REGISTER' in header(message, 'CSeq'):
            tell('registered')
        return
    method = start.split()[0]
    if method == 'ACK':
        tell('in a call')
        return
    to = header(message, 'To')
    lines = headers(message, 'Via') + headers(message, 'Record-Route') + [
        f'From: {header(message, "From")}', 'To: ' + (to if 'tag=' in to else to + ';tag=camera-1'),
        f'Call-ID: {header(message, "Call-ID")}', f'CSeq: {header(message, "CSeq")}', f'Contact: <sip:{user}@{host}:5070>']
    body = ''
    if method == 'INVITE':
        body = answer(message.split('\r\n\r\n', 1)[1])
        lines.append('Content-Type: application/sdp')
    write('SIP/2.0 200 OK', lines, body)
    if method == 'BYE':
        tell(f'ended, {counts}')


def marked(kind, line, ancillary):
    for level, what, data in ancillary:
        if (level, what) == (socket.IPPROTO_IP, socket.IP_TOS) and (kind, line, data[0]) not in marks:
            marks.add((kind, line, data[0]))
            tell(f'{kind} of {line} is marked {data[0] >> 2}.')


def media(sock, datagram, source, ancillary):
    """RTP goes back to where it came from; PLI about what we send becomes one about what we get."""
    kind = 'rtcp' if 200 <= datagram[1] <= 207 else 'rtp'
    marked(kind, names[sock], ancillary)
    counts[(names[sock], kind)] = counts.get((names[sock], kind), 0) + 1
    if kind == 'rtp':
        stream = struct.unpack('!I', datagram[8:12])[0]
        seen[names[sock]] = stream
        if counts[(names[sock], kind)] in (1, 100):
            tell(f'{counts[(names[sock], kind)]} packets of {names[sock]}')
        sock.sendto(datagram[:8] + struct.pack('!I', (stream + OFFSET) & 0xFFFFFFFF) + datagram[12:], source)
    elif PLI in datagram and 'video' in seen:
        tell('is asked for a key frame')
        ours = struct.pack('!I', (seen['video'] + OFFSET) & 0xFFFFFFFF)
        named = ours + bytes([1, 1, 0x78, 0])
        sock.sendto(bytes([0x80, 201, 0, 1]) + ours + bytes([0x81, 202, 0, 2]) + named
                    + PLI + ours + struct.pack('!I', seen['video']), source)


signalling = bound(5070)
names = {bound(PORTS[kind] + offset): kind for kind in PORTS for offset in (0, 1)}
counts, seen, marks = {}, {}, set()
selector = selectors.DefaultSelector()
for one in [signalling, *names]:
    selector.register(one, selectors.EVENT_READ)
register(1)
while True:
    for key, _ in selector.select():
        datagram, ancillary, _, source = key.fileobj.recvmsg(65536, 64)
        if key.fileobj is signalling:
            signalled(datagram.decode())
        elif len(datagram) >= 12 and datagram[0] & 0xC0 == 0x80:
            media(key.fileobj, datagram, source, ancillary)
