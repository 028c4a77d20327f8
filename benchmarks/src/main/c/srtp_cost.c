/* What SRTP alone takes of a processor in C, as SrtpCost measures ours in the order of memory: srtp_cost STREAMS. Prints READY
   once warm, then for each line on standard input the microseconds that protecting a packet and unprotecting it again take. */
#include "srtp.h"
#include <time.h>

#define PACKET 172
#define ROUNDS 200
#define WARM_ROUNDS 2000

static double now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static double cost(struct srtp **senders, struct srtp **receivers, int streams, int rounds) {
    static unsigned sequence;
    static uint8_t packet[PACKET + TAG];
    double start = now_us();
    for (int round = 0; round < rounds; round++, sequence++) {
        for (int i = 0; i < streams; i++) {
            packet[0] = 0x80;
            packet[2] = sequence >> 8;
            packet[3] = sequence;
            srtp_check(srtp_unprotect(receivers[i], packet, srtp_protect(senders[i], packet, PACKET)) == PACKET);
        }
    }
    return (now_us() - start) / rounds / streams;
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    int streams = atoi(argv[1]);
    struct srtp **senders = calloc(streams, sizeof *senders), **receivers = calloc(streams, sizeof *receivers);
    for (int i = 0; i < streams; i++) {
        senders[i] = srtp_open(1);
        receivers[i] = srtp_open(1);
    }
    cost(senders, receivers, streams, WARM_ROUNDS);
    puts("READY");
    fflush(stdout);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        printf("%.3f\n", cost(senders, receivers, streams, ROUNDS));
        fflush(stdout);
    }
}
