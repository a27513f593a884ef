/* Shared by the parts of the load generator: one epoll loop, many simulated clients. */
#pragma once
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { KIND_PORTVAKT, KIND_MQTT, KIND_NATS, KIND_RAW } kind_t;
typedef enum { STATE_IDLE, STATE_CONNECTING, STATE_TLS, STATE_UPGRADING, STATE_TALKING, STATE_READY } state_t;

#define FRAGMENTS 8

typedef struct {
  int fd;
  SSL *ssl;
  state_t state;
  bool wants_out, received, acked;
  /* A part of a frame, and what the socket did not take yet. */
  uint8_t *in, *out;
  size_t in_length, in_size, out_length;
  /* Bytes since the last expectation, and when the last one of them came. */
  size_t counted;
  int64_t at;
  /* When to connect (again), monotonic ns; 0 never. */
  int64_t due;
  /* The agent. */
  EVP_PKEY *key;
  char device[33], epoch[33], nonce[45];
  long release, pending_release, assignment, seq;
  int wanted;
  uint64_t fragments[FRAGMENTS];
  int next_fragment;
} client_t;

extern kind_t kind;
extern bool replies;
extern const char *truth_json, *event_json, *enrolment_secret;

int64_t now_ns(void);
void send_bytes(client_t *c, const void *bytes, size_t length);
void send_text(client_t *c, const char *text, size_t length);
void became_ready(client_t *c);
void has_received(client_t *c);
void has_acked(client_t *c);
void has_applied(client_t *c);
void drop(client_t *c);
void come_back(client_t *c, int64_t within_ns);
void complain(const client_t *c, const char *what, const char *detail);

/* Each takes what is whole of the bytes and says how many those were. */
size_t portvakt_bytes(client_t *c, uint8_t *bytes, size_t length);
size_t peer_bytes(client_t *c, const uint8_t *bytes, size_t length);
void peer_begins(client_t *c);
void portvakt_begins(client_t *c);
void agent_hears(client_t *c, char *text, size_t length);
void agent_key(client_t *c, const char *seed_hex);
void random_hex(char *to, size_t bytes);
void send_events(client_t *c, int per_message);
