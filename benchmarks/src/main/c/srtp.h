/* SRTP of one direction with AES_CM_128_HMAC_SHA1_80 (RFC 3711) over the system's libcrypto, for one stream, as short as it can
   be: keys without MKI, a key derivation rate of 0, and HMAC begun once for each key. libcrypto is declared here, for its headers
   are another package than the library. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define KEY 16
#define SALT 14
#define TAG 10
#define BLOCK 64
#define MAC 20
#define RTP_HEAD 12

typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct {
    uint32_t words[5], bits[2];
    uint8_t block[BLOCK];
    unsigned filled;
} SHA_CTX;
EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void);
const void *EVP_aes_128_ctr(void);
int EVP_CipherInit_ex(EVP_CIPHER_CTX *, const void *cipher, void *engine, const uint8_t *key, const uint8_t *iv, int encrypting);
int EVP_Cipher(EVP_CIPHER_CTX *, uint8_t *out, const uint8_t *in, unsigned length);
int SHA1_Init(SHA_CTX *);
int SHA1_Update(SHA_CTX *, const void *, size_t);
int SHA1_Final(uint8_t *, SHA_CTX *);

struct srtp {
    EVP_CIPHER_CTX *cipher;
    SHA_CTX within, without;
    uint8_t salt[KEY];
    int64_t highest;
    uint64_t seen;
};

static void srtp_check(int well) {
    if (!well) {
        fputs("srtp: libcrypto refused\n", stderr);
        exit(1);
    }
}

static void srtp_derive(const uint8_t *master, int label, uint8_t *key, int length) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    uint8_t iv[KEY] = {0};
    memcpy(iv, master + KEY, SALT);
    iv[7] ^= label;
    memset(key, 0, length);
    srtp_check(EVP_CipherInit_ex(cipher, EVP_aes_128_ctr(), NULL, master, iv, 1));
    srtp_check(EVP_Cipher(cipher, key, key, length) == length);
}

static void srtp_begin(SHA_CTX *hash, const uint8_t *key, uint8_t filling) {
    uint8_t block[BLOCK];
    for (int i = 0; i < BLOCK; i++) block[i] = filling ^ (i < MAC ? key[i] : 0);
    SHA1_Init(hash);
    SHA1_Update(hash, block, BLOCK);
}

/* With a master key, and the master salt behind it, that consist of this octet alone. */
static struct srtp *srtp_open(int octet) {
    struct srtp *srtp = calloc(1, sizeof *srtp);
    uint8_t master[KEY + SALT], encryption[KEY], authentication[MAC];
    memset(master, octet, sizeof master);
    srtp_derive(master, 0, encryption, KEY);
    srtp_derive(master, 1, authentication, MAC);
    srtp_derive(master, 2, srtp->salt, SALT);
    srtp->cipher = EVP_CIPHER_CTX_new();
    srtp_check(EVP_CipherInit_ex(srtp->cipher, EVP_aes_128_ctr(), NULL, encryption, NULL, 1));
    srtp_begin(&srtp->within, authentication, 0x36);
    srtp_begin(&srtp->without, authentication, 0x5c);
    srtp->highest = -1;
    return srtp;
}

static void srtp_crypt(struct srtp *srtp, uint8_t *packet, ssize_t size, int64_t index) {
    uint8_t iv[KEY];
    memcpy(iv, srtp->salt, KEY);
    for (int i = 0; i < 4; i++) iv[4 + i] ^= packet[8 + i];
    for (int i = 0; i < 6; i++) iv[8 + i] ^= index >> 8 * (5 - i);
    srtp_check(EVP_CipherInit_ex(srtp->cipher, NULL, NULL, NULL, iv, 1));
    srtp_check(EVP_Cipher(srtp->cipher, packet + RTP_HEAD, packet + RTP_HEAD, size - RTP_HEAD) == size - RTP_HEAD);
}

static void srtp_authenticate(struct srtp *srtp, uint8_t *packet, ssize_t size, int64_t index, uint8_t *mac) {
    uint8_t behind[4], word[4] = {index >> 40, index >> 32, index >> 24, index >> 16};
    SHA_CTX hash = srtp->within;
    memcpy(behind, packet + size, 4);
    memcpy(packet + size, word, 4);
    SHA1_Update(&hash, packet, size + 4);
    SHA1_Final(mac, &hash);
    memcpy(packet + size, behind, 4);
    hash = srtp->without;
    SHA1_Update(&hash, mac, MAC);
    SHA1_Final(mac, &hash);
}

/* The index that a sequence number most likely stands for (RFC 3711 section 3.3.1). */
static int64_t srtp_index(const struct srtp *srtp, const uint8_t *packet) {
    int sequence = packet[2] << 8 | packet[3];
    if (srtp->highest < 0) return sequence;
    return srtp->highest + (int16_t) (sequence - (int) (srtp->highest & 0xffff));
}

static int srtp_is_new(const struct srtp *srtp, int64_t index) {
    int64_t behind = srtp->highest - index;
    return index >= 0 && (behind < 0 || (behind < 64 && !(srtp->seen >> behind & 1)));
}

static void srtp_accept(struct srtp *srtp, int64_t index) {
    int64_t ahead = index - srtp->highest;
    if (ahead > 0) {
        srtp->seen = ahead < 64 ? srtp->seen << ahead | 1 : 1;
        srtp->highest = index;
    } else {
        srtp->seen |= 1ULL << -ahead;
    }
}

/* Encrypts in place; returns the new size, or -1. Behind the packet there has to be room. */
static ssize_t srtp_protect(struct srtp *srtp, uint8_t *packet, ssize_t size) {
    int64_t index = srtp_index(srtp, packet);
    uint8_t mac[MAC];
    if (size < RTP_HEAD || !srtp_is_new(srtp, index)) return -1;
    srtp_crypt(srtp, packet, size, index);
    srtp_authenticate(srtp, packet, size, index, mac);
    memcpy(packet + size, mac, TAG);
    srtp_accept(srtp, index);
    return size + TAG;
}

/* Decrypts in place; returns the new size, or -1 where it is no packet, not genuine or a replay. */
static ssize_t srtp_unprotect(struct srtp *srtp, uint8_t *packet, ssize_t size) {
    int64_t index = srtp_index(srtp, packet);
    uint8_t mac[MAC];
    size -= TAG;
    if (size < RTP_HEAD || !srtp_is_new(srtp, index)) return -1;
    srtp_authenticate(srtp, packet, size, index, mac);
    if (memcmp(mac, packet + size, TAG)) return -1;
    srtp_crypt(srtp, packet, size, index);
    srtp_accept(srtp, index);
    return size;
}
