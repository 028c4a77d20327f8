/* The peer of the relay benchmark: the simplest C that forwards what a B2BUA with anchored media forwards.
   forwarder CALLS SERVER_BASE LOAD_BASE: call i has leg A on SERVER_BASE+4i and leg B on +2; what arrives on A leaves
   from B's socket to LOAD_BASE+4i+2, and the other way round. One thread, one epoll, recvfrom and send.
   With a fourth argument it rests so many microseconds after each turn, as our busy loops do. With a fifth, rtp-rtp, srtp-rtp or
   srtp-srtp, legs A and B are encrypted or not, with the keys of RelayKeys: 1s for what arrives, 2s for what leaves. */
#define _GNU_SOURCE
#include "srtp.h"
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int bound(int port, int peer) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in there = here;
    int size = 1 << 20;
    there.sin_port = htons(peer);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (fd < 0 || bind(fd, (struct sockaddr *) &here, sizeof here) || connect(fd, (struct sockaddr *) &there, sizeof there)) {
        perror("forwarder");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv) {
    if (argc < 4 || argc > 6) return 2;
    int rest = argc > 4 ? atoi(argv[4]) : 0, calls = atoi(argv[1]), server = atoi(argv[2]), load = atoi(argv[3]);
    const char *ways = argc > 5 ? argv[5] : "rtp-rtp";
    int encrypted[2] = {!strncmp(ways, "srtp-", 5), !!strstr(ways, "-srtp")};
    int *other = calloc(65536, sizeof *other);
    struct srtp **receiving = calloc(65536, sizeof *receiving), **sending = calloc(65536, sizeof *sending);
    int ep = epoll_create1(0);
    for (int i = 0; i < calls; i++) {
        int leg[2] = {bound(server + 4 * i, load + 4 * i), bound(server + 4 * i + 2, load + 4 * i + 2)};
        for (int k = 0; k < 2; k++) {
            struct epoll_event e = {.events = EPOLLIN, .data.fd = leg[k]};
            other[leg[k]] = leg[1 - k];
            receiving[leg[k]] = encrypted[k] ? srtp_open(1) : NULL;
            sending[leg[k]] = encrypted[k] ? srtp_open(2) : NULL;
            epoll_ctl(ep, EPOLL_CTL_ADD, leg[k], &e);
        }
    }
    puts("READY");
    fflush(stdout);
    struct epoll_event events[256];
    unsigned char packet[2048];
    for (;;) {
        int n = epoll_wait(ep, events, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            ssize_t size;
            while ((size = recvfrom(fd, packet, sizeof packet - TAG, 0, NULL, NULL)) > 0) {
                if (receiving[fd]) size = srtp_unprotect(receiving[fd], packet, size);
                if (size > 0 && sending[other[fd]]) size = srtp_protect(sending[other[fd]], packet, size);
                if (size > 0) send(other[fd], packet, size, 0);
            }
        }
        if (rest) usleep(rest);
    }
}
