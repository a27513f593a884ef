/* The client's half of RFC 6455: the upgrade, and frames of text, ping and close. */
#define _GNU_SOURCE
#include "load.h"
#include <stdio.h>
#include <string.h>

void portvakt_begins(client_t *c) {
  static const char request[] = "GET /agent HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Protocol: portvakt.1\r\n\r\n";
  c->state = STATE_UPGRADING;
  send_bytes(c, request, sizeof request - 1);
}

static void send_frame(client_t *c, uint8_t opcode, const void *payload, size_t length) {
  static uint8_t frame[1 << 17];
  size_t head = 2;
  if (length + 14 > sizeof frame) return complain(c, "message too long", "");
  frame[0] = 0x80 | opcode;
  /* Masked with four zeroes, which changes nothing. */
  if (length < 126) frame[1] = 0x80 | (uint8_t)length;
  else {
    frame[1] = 0x80 | 126;
    if (length > 65535) return complain(c, "message too long", "");
    frame[2] = (uint8_t)(length >> 8);
    frame[3] = (uint8_t)length;
    head = 4;
  }
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, payload, length);
  send_bytes(c, frame, head + 4 + length);
}

void send_text(client_t *c, const char *text, size_t length) { send_frame(c, 1, text, length); }

size_t portvakt_bytes(client_t *c, uint8_t *bytes, size_t length) {
  size_t used = 0;
  if (c->state == STATE_UPGRADING) {
    uint8_t *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    if (memcmp(bytes, "HTTP/1.1 101", 12) != 0) {
      /* 503: too many at once. */
      come_back(c, 2000000000);
      drop(c);
      return 0;
    }
    c->state = STATE_TALKING;
    used = (size_t)(end + 4 - bytes);
  }
  while (c->fd >= 0 && length - used >= 2) {
    uint8_t *frame = bytes + used;
    size_t head = 2, size = frame[1] & 127, have = length - used;
    if (size == 126) {
      if (have < 4) break;
      size = (size_t)frame[2] << 8 | frame[3];
      head = 4;
    } else if (size == 127) {
      if (have < 10) break;
      size = 0;
      for (int i = 2; i < 10; i++) size = size << 8 | frame[i];
      head = 10;
    }
    if (have < head + size) break;
    uint8_t opcode = frame[0] & 15;
    if (opcode == 1) agent_hears(c, (char *)frame + head, size);
    else if (opcode == 9) send_frame(c, 10, frame + head, size);
    else if (opcode == 8) {
      unsigned code = size >= 2 ? (unsigned)frame[head] << 8 | frame[head + 1] : 0;
      if (code == 1000) come_back(c, 1);
      else if (code != 1012 && code != 1001 && c->due == 0) complain(c, "closed by the server:", size > 2 ? (char *)frame + head + 2 : "");
      send_frame(c, 8, frame + head, size < 2 ? 0 : 2);
      if (c->due == 0) come_back(c, 2000000000);
      drop(c);
      return 0;
    }
    used += head + size;
  }
  return used;
}
