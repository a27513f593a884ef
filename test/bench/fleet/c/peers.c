/* The same clients at mosquitto (MQTT 3.1.1), at nats-server and at the bare sender: subscribe, then count bytes. */
#define _GNU_SOURCE
#include "load.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void peer_begins(client_t *c) {
  static unsigned number;
  if (kind == KIND_RAW) return became_ready(c);
  if (kind == KIND_NATS) return;
  char id[24];
  int n = snprintf(id, sizeof id, "agent-%d-%u", (int)getpid() % 1000, number++);
  uint8_t hello[64] = {0x10, (uint8_t)(12 + n), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, (uint8_t)n};
  memcpy(hello + 14, id, (size_t)n);
  send_bytes(c, hello, (size_t)(14 + n));
}

size_t peer_bytes(client_t *c, const uint8_t *bytes, size_t length) {
  if (kind == KIND_MQTT && c->state != STATE_READY) {
    size_t used = 0;
    while (length - used >= 2 && length - used >= 2u + bytes[used + 1]) {
      static const uint8_t subscribe[] = {0x82, 6, 0, 1, 0, 1, 'p', 0};
      uint8_t type = bytes[used] >> 4;
      if (type == 2) send_bytes(c, subscribe, sizeof subscribe);
      if (type == 9) became_ready(c);
      used += 2u + bytes[used + 1];
    }
    return used;
  }
  if (kind == KIND_NATS) {
    if (length >= 5 && memcmp(bytes, "INFO ", 5) == 0) {
      if (memmem(bytes, length, "\r\n", 2) == NULL) return 0;
      static const char subscribe[] = "CONNECT {\"verbose\":false}\r\nSUB p 1\r\nPING\r\n";
      send_bytes(c, subscribe, sizeof subscribe - 1);
    } else if (c->state != STATE_READY && memmem(bytes, length, "PONG\r\n", 6) != NULL) became_ready(c);
    else if (length >= 6 && memcmp(bytes, "PING\r\n", 6) == 0) send_bytes(c, "PONG\r\n", 6);
  }
  return length;
}
