/* Offers RTP to a relay and counts what comes out at the far side, with the one-way delay.
   rtp_load CALLS SERVER_BASE LOAD_BASE SECONDS: for call i, socket LOAD_BASE+4i sends 172-byte G.711 packets at 50/s to
   SERVER_BASE+4i and LOAD_BASE+4i+2 to SERVER_BASE+4i+2; phases are spread. Prints: offered delivered p50us p99us. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PAYLOAD 160
#define HEADER 12
#define BUCKETS 20000 /* of 10 microseconds */

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int bound(int port, int peer) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in there = here;
    int size = 1 << 20;
    there.sin_port = htons(peer);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (fd < 0 || bind(fd, (struct sockaddr *) &here, sizeof here) || connect(fd, (struct sockaddr *) &there, sizeof there)) {
        perror("rtp_load");
        exit(1);
    }
    return fd;
}

static long histogram[BUCKETS];

static long percentile(long total, double share) {
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++)
        if ((seen += histogram[i]) >= total * share) return i * 10L;
    return BUCKETS * 10L;
}

static long drain(int ep) {
    struct epoll_event events[256];
    unsigned char packet[2048];
    long count = 0;
    int n = epoll_wait(ep, events, 256, 0);
    for (int i = 0; i < n; i++) {
        ssize_t size;
        while ((size = recv(events[i].data.fd, packet, sizeof packet, 0)) > 0) {
            int64_t sent;
            if (size < HEADER + 8 || (packet[1] & 0x7f) != 0) continue; /* RTP of type 0 only: RTCP shares the port pair */
            memcpy(&sent, packet + HEADER, sizeof sent);
            int64_t bucket = (now_ns() - sent) / 10000;
            histogram[bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket]++;
            count++;
        }
    }
    return count;
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    int flows = 2 * atoi(argv[1]), server = atoi(argv[2]), load = atoi(argv[3]);
    double seconds = atof(argv[4]);
    int *fd = calloc(flows, sizeof *fd), ep = epoll_create1(0);
    uint16_t *seq = calloc(flows, sizeof *seq);
    for (int i = 0; i < flows; i++) {
        fd[i] = bound(load + 2 * i, server + 2 * i);
        struct epoll_event e = {.events = EPOLLIN, .data.fd = fd[i]};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd[i], &e);
    }
    unsigned char packet[HEADER + PAYLOAD];
    memset(packet, 0xd5, sizeof packet);
    long offered = 0, delivered = 0, total = (long) (flows * 50 * seconds);
    int64_t start = now_ns(), step = 20000000LL / flows;
    while (offered < total) {
        int64_t due = start + offered * step;
        if (now_ns() < due) { delivered += drain(ep); continue; }
        int i = offered % flows;
        uint32_t ts = htonl(seq[i] * 160u), ssrc = htonl(((uint32_t) getpid() << 12) + i) /* streams of this run */;
        uint16_t s = htons(seq[i]);
        packet[0] = 0x80; packet[1] = seq[i]++ ? 0 : 0x80;
        memcpy(packet + 2, &s, 2); memcpy(packet + 4, &ts, 4); memcpy(packet + 8, &ssrc, 4);
        int64_t t = now_ns();
        memcpy(packet + HEADER, &t, 8);
        send(fd[i], packet, sizeof packet, 0);
        offered++;
        if ((offered & 31) == 0) delivered += drain(ep);
    }
    for (int64_t end = now_ns() + 300000000LL; now_ns() < end; ) delivered += drain(ep);
    printf("%ld %ld %ld %ld\n", offered, delivered, percentile(delivered, .5), percentile(delivered, .99));
    return 0;
}
