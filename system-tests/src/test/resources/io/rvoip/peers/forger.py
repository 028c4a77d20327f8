#!/usr/bin/env python3
"""Forges media between the ends of streams on loopback: COUNT packets at RATE a second, spread over all streams.

forger.py COUNT RATE FROM:TO...   FROM and TO are the UDP ports of one direction of a stream on 127.0.0.1.

First listens until it knows SSRC, sequence number and payload type of each. Every other packet bears the address of the real
sender, the others that of a third party; half are real packets that were changed, half are noise in clear. Prints READY,
then SENT count seconds, and BACK with what the third party was sent.
"""
import random
import socket
import struct
import sys
import time

HOST = socket.inet_aton("127.0.0.1")
THIRD_PARTY = "127.9.9.9"
NOISE = bytes(160)
PER_SECOND = 50
MOST_AT_ONCE = 200

count, rate = int(sys.argv[1]), int(sys.argv[2])
streams = [tuple(map(int, pair.split(":"))) for pair in sys.argv[3:]]


def learn():
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    known = {}
    while len(known) < len(streams):
        packet = raw.recv(2048)
        udp = packet[(packet[0] & 15) * 4:]
        ports = struct.unpack("!HH", udp[:4])
        if ports in streams and len(udp) > 100 and udp[8] >> 6 == 2:
            known[ports] = (udp[8:], time.monotonic())
    raw.close()
    return [known[ports] for ports in streams]


def forged(real, turn):
    packet, at = real
    sequence = struct.unpack("!H", packet[2:4])[0] + int((time.monotonic() - at) * PER_SECOND) + random.randint(-2, 3)
    passed = sequence - struct.unpack("!H", packet[2:4])[0]
    stamp = struct.unpack("!I", packet[4:8])[0] + passed * len(NOISE)
    ssrc = packet[8:12] if turn % 3 else struct.pack("!I", random.getrandbits(32))
    head = packet[:2] + struct.pack("!HI", sequence & 0xFFFF, stamp & 0xFFFFFFFF) + ssrc
    if turn % 4 < 2:
        body = bytearray(packet[12:])
        body[random.randrange(len(body))] ^= random.randint(1, 255)
        return head + bytes(body)
    return head + NOISE


third = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
third.bind((THIRD_PARTY, 0))
third.setblocking(False)
spoof = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
reals = learn()
print("READY", flush=True)
begun = time.monotonic()
sent = 0
while sent < count:
    due = min(count, int((time.monotonic() - begun) * rate), sent + MOST_AT_ONCE)
    while sent < due:
        stream = sent % len(streams)
        turn = sent // len(streams)
        source, to = streams[stream]
        packet = forged(reals[stream], turn)
        if turn % 2:
            third.sendto(packet, ("127.0.0.1", to))
        else:
            udp = struct.pack("!HHHH", source, to, 8 + len(packet), 0) + packet
            spoof.sendto(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, HOST, HOST) + udp, ("127.0.0.1", 0))
        sent += 1
    time.sleep(0.001)
print("SENT %d in %.1f s" % (sent, time.monotonic() - begun), flush=True)
back = 0
try:
    while True:
        third.recv(2048)
        back += 1
except BlockingIOError:
    pass
print("BACK %d" % back, flush=True)
