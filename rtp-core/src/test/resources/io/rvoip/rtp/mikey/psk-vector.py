#!/usr/bin/env python3
# Makes one pre-shared key message of MIKEY (RFC 3830), without any code of ours: prints the message and what it leads to.
import hashlib, hmac, struct, subprocess

PSK = bytes(range(40))
CSB, RAND, TIME = 0x80CD177E, bytes(range(0x50, 0x60)), 0xBC88D21E_12345678
TGK, NAME = bytes(range(0xA0, 0xC0)), b"sip:donald@example.com"

def prf(key, label, octets):
    out = bytes(octets)
    for at in range(0, len(key), 32):
        block, a, stream = key[at:at + 32], label, b""
        while len(stream) < octets:
            a = hmac.new(block, a, hashlib.sha1).digest()
            stream += hmac.new(block, a + label, hashlib.sha1).digest()
        out = bytes(x ^ y for x, y in zip(out, stream))
    return out

def derive(key, constant, session, octets):
    return prf(key, struct.pack(">IBI", constant, session, CSB) + RAND, octets)

def aes_ctr(key, iv, text):
    return subprocess.run(["openssl", "enc", "-aes-128-ctr", "-K", key.hex(), "-iv", iv.hex()], input=text,
                          capture_output=True, check=True).stdout

header = struct.pack(">BBBBIBB", 1, 0, 5, 0x80, CSB, 2, 0) + struct.pack(">BII", 7, 0xCAFEBABE, 0) + struct.pack(">BII", 7, 0, 0)
stamp = struct.pack(">BBQ", 11, 0, TIME)
rand = struct.pack(">BB", 6, 16) + RAND
name = struct.pack(">BBH", 21, 1, len(NAME)) + NAME
protocols = struct.pack(">BBH", 10, 1, 5) + b"mikey"
values = [(0, 1), (1, 16), (2, 1), (3, 20), (4, 14), (5, 0), (6, 0), (7, 1), (8, 1), (10, 1), (11, 10)]
params = b"".join(struct.pack(">BBB", kind, 1, value) for kind, value in values)
policy = struct.pack(">BBBH", 1, 7, 0, len(params)) + params
inside = struct.pack(">BBH", 0, 0, len(TGK)) + TGK
salt = derive(PSK, 0x29B88916, 0xFF, 14)
iv = bytes(x ^ y for x, y in zip(salt, struct.pack(">HIQ", 0, CSB, TIME))) + b"\0\0"
data = aes_ctr(derive(PSK, 0x150533E1, 0xFF, 16), iv, inside)
kemac = struct.pack(">BBH", 0, 1, len(data)) + data + b"\x01"
covered = header + stamp + rand + name + protocols + policy + kemac
message = covered + hmac.new(derive(PSK, 0x2D22AC75, 0xFF, 20), covered, hashlib.sha1).digest()
print("message", message.hex())
for session in (1, 2):
    print("session", session, (derive(TGK, 0x2AD01C64, session, 16) + derive(TGK, 0x39A2C14B, session, 14)).hex())
