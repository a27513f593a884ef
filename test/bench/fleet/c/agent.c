/*
 * A simulated agent: enrols or says hello with its own Ed25519 key, fetches the fragments that it lacks, says what it
 * applies, sends events. It reads the server's messages by searching for names, since it knows who writes them.
 */
#define _GNU_SOURCE
#include "load.h"
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[1 << 17];
static unsigned char payload[1 << 20];

void random_hex(char *to, size_t bytes) {
  unsigned char raw[32];
  RAND_bytes(raw, (int)bytes);
  for (size_t i = 0; i < bytes; i++) snprintf(to + 2 * i, 3, "%02x", raw[i]);
}

static void random_base64(char *to) {
  unsigned char raw[32];
  RAND_bytes(raw, 32);
  EVP_EncodeBlock((unsigned char *)to, raw, 32);
}

void agent_key(client_t *c, const char *seed_hex) {
  unsigned char seed[32];
  for (int i = 0; i < 32; i++) {
    unsigned byte = 0;
    sscanf(seed_hex + 2 * i, "%2x", &byte);
    seed[i] = (unsigned char)byte;
  }
  c->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
}

/* The text value of a field, copied; false where there is none. */
static bool field(const char *json, size_t length, const char *name, char *to, size_t size) {
  char wanted[64];
  int n = snprintf(wanted, sizeof wanted, "\"%s\":\"", name);
  const char *at = memmem(json, length, wanted, (size_t)n);
  if (at == NULL) return false;
  at += n;
  const char *end = memchr(at, '"', (size_t)(json + length - at));
  if (end == NULL || (size_t)(end - at) >= size) return false;
  memcpy(to, at, (size_t)(end - at));
  to[end - at] = 0;
  return true;
}

static long number(const char *json, size_t length, const char *name) {
  char wanted[64];
  int n = snprintf(wanted, sizeof wanted, "\"%s\":", name);
  const char *at = memmem(json, length, wanted, (size_t)n);
  return at == NULL ? -1 : strtol(at + n, NULL, 10);
}

static void answer_challenge(client_t *c, const char *json, size_t length) {
  char organisation[65], server_nonce[64], exporter[64] = "", public_key[64], proof[128], signed_text[512];
  if (!field(json, length, "organisation", organisation, sizeof organisation) ||
      !field(json, length, "nonce", server_nonce, sizeof server_nonce))
    return complain(c, "not a challenge", "");
  random_base64(c->nonce);
  if (c->ssl != NULL && memmem(json, length, "tlsEndedElsewhere", 17) == NULL) {
    unsigned char material[32];
    static const char label[] = "EXPORTER-portvakt-1";
    SSL_export_keying_material(c->ssl, material, 32, label, sizeof label - 1, (const unsigned char *)"", 0, 1);
    EVP_EncodeBlock((unsigned char *)exporter, material, 32);
  }
  unsigned char raw[64];
  size_t raw_length = 32;
  EVP_PKEY_get_raw_public_key(c->key, raw, &raw_length);
  EVP_EncodeBlock((unsigned char *)public_key, raw, 32);
  bool enrols = c->device[0] == 0;
  int n = snprintf(signed_text, sizeof signed_text, "portvakt session 1\n%s\n%s\n%s\n%s\n%s\n%s", enrols ? "enrol" : "device",
                   organisation, enrols ? public_key : c->device, server_nonce, c->nonce, exporter);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  raw_length = 64;
  EVP_DigestSignInit(context, NULL, NULL, NULL, c->key);
  EVP_DigestSign(context, raw, &raw_length, (unsigned char *)signed_text, (size_t)n);
  EVP_MD_CTX_free(context);
  EVP_EncodeBlock((unsigned char *)proof, raw, 64);
  char facts[256];
  snprintf(facts, sizeof facts,
           "{\"hostName\":\"pc-%.8s\",\"os\":\"linux\",\"osName\":\"Debian GNU/Linux\",\"osVersion\":\"12\",\"model\":\"test\","
           "\"agentVersion\":\"0.1.0\"}",
           enrols ? c->epoch : c->device);
  if (enrols)
    n = snprintf(text, sizeof text,
                 "{\"type\":\"enrol\",\"organisation\":\"%s\",\"token\":\"%s\",\"deviceKey\":\"%s\",\"nonce\":\"%s\",\"proof\":"
                 "\"%s\",\"private\":false,\"facts\":%s}",
                 organisation, enrolment_secret, public_key, c->nonce, proof, facts);
  else
    n = snprintf(text, sizeof text,
                 "{\"type\":\"hello\",\"device\":\"%s\",\"nonce\":\"%s\",\"proof\":\"%s\",\"facts\":%s,\"private\":false,"
                 "\"release\":%ld,\"highestRelease\":%ld,\"assignment\":%ld,\"epoch\":\"%s\",\"acked\":0,\"capabilities\":[]}",
                 c->device, c->nonce, proof, facts, c->release, c->release, c->assignment, c->epoch);
  send_text(c, text, (size_t)n);
}

static void applied(client_t *c) {
  c->release = c->pending_release;
  int n = snprintf(text, sizeof text, "{\"type\":\"release-applied\",\"version\":%ld,\"assignment\":%ld,\"truth\":%s}",
                   c->release, c->assignment, truth_json);
  send_text(c, text, (size_t)n);
  has_applied(c);
}

/* The document inside a signed envelope. */
static size_t document(const char *json, size_t length) {
  static const char name[] = "\"payload\":\"";
  const char *at = memmem(json, length, name, sizeof name - 1);
  if (at == NULL) return 0;
  at += sizeof name - 1;
  const char *end = memchr(at, '"', (size_t)(json + length - at));
  if (end == NULL || (size_t)(end - at) > sizeof payload) return 0;
  int n = EVP_DecodeBlock(payload, (const unsigned char *)at, (int)(end - at));
  return n < 0 ? 0 : (size_t)n;
}

static bool holds(const client_t *c, uint64_t hash) {
  for (int i = 0; i < FRAGMENTS; i++)
    if (c->fragments[i] == hash) return true;
  return false;
}

static uint64_t short_hash(const char *hex) {
  char head[17] = {0};
  memcpy(head, hex, 16);
  return strtoull(head, NULL, 16);
}

static void heard_release(client_t *c, const char *json, size_t length) {
  has_received(c);
  if (!replies) return;
  size_t size = document(json, length);
  c->pending_release = number((char *)payload, size, "version");
  c->wanted = 0;
  int n = snprintf(text, sizeof text, "{\"type\":\"fragment-wanted\",\"sha256\":[");
  static const char name[] = "\"sha256\":\"";
  char *at = (char *)payload, *end = at + size;
  while ((at = memmem(at, (size_t)(end - at), name, sizeof name - 1)) != NULL) {
    at += sizeof name - 1;
    if (holds(c, short_hash(at))) continue;
    n += snprintf(text + n, sizeof text - (size_t)n, "%s\"%.64s\"", c->wanted++ ? "," : "", at);
  }
  n += snprintf(text + n, sizeof text - (size_t)n, "]}");
  if (c->wanted == 0) applied(c);
  else send_text(c, text, (size_t)n);
}

static void heard_fragment(client_t *c, const char *json, size_t length) {
  char hash[65];
  if (!field(json, length < 200 ? length : 200, "sha256", hash, sizeof hash)) return;
  c->fragments[c->next_fragment++ % FRAGMENTS] = short_hash(hash);
  if (c->wanted > 0 && --c->wanted == 0) applied(c);
}

void agent_hears(client_t *c, char *json, size_t length) {
  char type[32];
  if (!field(json, length < 64 ? length : 64, "type", type, sizeof type)) return complain(c, "no type in", "a message");
  if (strcmp(type, "release") == 0) heard_release(c, json, length);
  else if (strcmp(type, "events-ack") == 0) {
    if (number(json, length, "seq") >= c->seq) has_acked(c);
  } else if (strcmp(type, "challenge") == 0) answer_challenge(c, json, length);
  else if (strcmp(type, "welcome") == 0) became_ready(c);
  else if (strcmp(type, "fragment") == 0) heard_fragment(c, json, length);
  else if (strcmp(type, "assignment") == 0) {
    size_t size = document(json, length);
    c->assignment = number((char *)payload, size, "serial");
  } else if (strcmp(type, "enrolled") == 0) {
    field(json, length, "device", c->device, sizeof c->device);
  } else if (strcmp(type, "drain") == 0) come_back(c, number(json, length, "reconnectWithinSeconds") * 1000000000l);
}

void send_events(client_t *c, int per_message) {
  int n = snprintf(text, sizeof text, "{\"type\":\"events\",\"epoch\":\"%s\",\"events\":[", c->epoch);
  for (int i = 0; i < per_message; i++)
    n += snprintf(text + n, sizeof text - (size_t)n, "%s{\"seq\":%ld,\"body\":%s}", i ? "," : "", ++c->seq, event_json);
  n += snprintf(text + n, sizeof text - (size_t)n, "]}");
  send_text(c, text, (size_t)n);
}
