/*
 * The load generator: `load <kind> <port> <tls 0|1> <addresses> <file of agents | number>`. Commands by line on standard
 * input, answers as JSON lines on standard output. Times are CLOCK_MONOTONIC in ns, as process.hrtime of Node.
 */
#define _GNU_SOURCE
#include "load.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

kind_t kind;
bool replies = true;
const char *truth_json = "[]", *event_json = "{}", *enrolment_secret = "";

static int port, addresses, epfd, total;
static bool tls;
static SSL_CTX *context;
static client_t *clients;
static uint8_t buffer[1 << 18];

/* Who is to be connected: the first `target`. At most `window` of them shake hands at once. */
static int target, window = 128, shaking, ready_count, lost;
static long wanted_release;
enum { EXPECT_NOTHING, EXPECT_READY, EXPECT_RECEIVED, EXPECT_ACKED } expecting;
static size_t expected_bytes;
static int expected_count, got;
static int64_t began;

int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void complain(const client_t *c, const char *what, const char *detail) {
  fprintf(stderr, "load: client %d: %s %.200s\n", (int)(c - clients), what, detail);
}

static int by_time(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void report(const char *what) {
  int64_t *times = malloc(sizeof(int64_t) * (size_t)total);
  int count = 0;
  for (int i = 0; i < total; i++)
    if (clients[i].at >= began) times[count++] = clients[i].at;
  qsort(times, (size_t)count, sizeof(int64_t), by_time);
  printf("{\"done\":\"%s\",\"count\":%d,\"began\":%lld,\"p50\":%lld,\"p95\":%lld,\"last\":%lld,\"lost\":%d}\n", what, count,
         (long long)began, (long long)(count ? times[count / 2] : 0), (long long)(count ? times[count * 95 / 100] : 0),
         (long long)(count ? times[count - 1] : 0), lost);
  fflush(stdout);
  free(times);
  expecting = EXPECT_NOTHING;
}

static void expect(int what, int count) {
  for (int i = 0; i < total; i++) {
    clients[i].counted = 0;
    clients[i].received = clients[i].acked = false;
    if (what != EXPECT_READY) clients[i].at = 0;
  }
  expecting = what;
  expected_count = count;
  got = 0;
  began = now_ns();
}

static bool in_sync(const client_t *c) {
  return c->state == STATE_READY && (kind != KIND_PORTVAKT || c->release >= wanted_release);
}

static void check_ready(void) {
  if (expecting != EXPECT_READY || ready_count < expected_count) return;
  int count = 0;
  for (int i = 0; i < target; i++) count += in_sync(&clients[i]);
  if (count >= expected_count) report("ready");
}

void became_ready(client_t *c) {
  if (c->state == STATE_READY) return;
  c->state = STATE_READY;
  c->at = now_ns();
  shaking--;
  ready_count++;
  check_ready();
}

void has_applied(client_t *c) {
  if (expecting == EXPECT_READY) c->at = now_ns();
  check_ready();
}

void has_received(client_t *c) {
  if (expecting != EXPECT_RECEIVED || c->received) return;
  c->received = true;
  c->at = now_ns();
  if (++got == expected_count) report("received");
}

void has_acked(client_t *c) {
  if (expecting != EXPECT_ACKED || c->acked) return;
  c->acked = true;
  c->at = now_ns();
  if (++got == expected_count) report("acked");
}

void drop(client_t *c) {
  if (c->fd < 0) return;
  if (c->state == STATE_READY) ready_count--;
  else if (c->state != STATE_IDLE) shaking--;
  if (c->ssl != NULL) SSL_free(c->ssl);
  close(c->fd);
  free(c->in);
  free(c->out);
  c->fd = -1;
  c->ssl = NULL;
  c->in = c->out = NULL;
  c->in_length = c->in_size = c->out_length = 0;
  c->wants_out = false;
  c->wanted = 0;
  c->state = STATE_IDLE;
}

void come_back(client_t *c, int64_t within_ns) { c->due = now_ns() + (int64_t)(drand48() * (double)within_ns); }

/* Gone without having been told to: comes again after a second or two. */
static void lose(client_t *c) {
  drop(c);
  if (c->due == 0) {
    lost++;
    c->due = now_ns() + 1000000000 + (int64_t)(drand48() * 1e9);
  }
}

static void watch(client_t *c, bool out) {
  if (out == c->wants_out) return;
  c->wants_out = out;
  struct epoll_event e = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &e);
}

static ssize_t put(client_t *c, const void *bytes, size_t length) {
  if (c->ssl == NULL) return send(c->fd, bytes, length, MSG_NOSIGNAL);
  int n = SSL_write(c->ssl, bytes, (int)length);
  if (n > 0) return n;
  int why = SSL_get_error(c->ssl, n);
  errno = why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ ? EAGAIN : ECONNRESET;
  return -1;
}

void send_bytes(client_t *c, const void *bytes, size_t length) {
  if (c->fd < 0) return;
  ssize_t n = c->out_length == 0 ? put(c, bytes, length) : 0;
  if (n < 0 && errno != EAGAIN) return;
  if (n < 0) n = 0;
  if ((size_t)n == length) return;
  c->out = realloc(c->out, c->out_length + length - (size_t)n);
  memcpy(c->out + c->out_length, (const uint8_t *)bytes + n, length - (size_t)n);
  c->out_length += length - (size_t)n;
  watch(c, true);
}

static void flush_out(client_t *c) {
  if (c->out_length == 0) return watch(c, false);
  ssize_t n = put(c, c->out, c->out_length);
  if (n <= 0) return;
  memmove(c->out, c->out + n, c->out_length - (size_t)n);
  c->out_length -= (size_t)n;
  if (c->out_length == 0) watch(c, false);
}

static void begin(client_t *c) {
  int i = (int)(c - clients);
  c->due = 0;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) {
    complain(c, "no socket:", strerror(errno));
    exit(1);
  }
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000002u + (unsigned)(i % addresses))};
  bind(c->fd, (struct sockaddr *)&from, sizeof from);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(0x7f000001u)};
  c->state = STATE_CONNECTING;
  shaking++;
  c->wants_out = true;
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  epoll_ctl(epfd, EPOLL_CTL_ADD, c->fd, &e);
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) lose(c);
}

static void talk(client_t *c) {
  watch(c, false);
  c->state = STATE_TALKING;
  if (kind == KIND_PORTVAKT) portvakt_begins(c);
  else peer_begins(c);
}

static void shake(client_t *c) {
  int n = SSL_do_handshake(c->ssl);
  if (n == 1) return talk(c);
  int why = SSL_get_error(c->ssl, n);
  if (why == SSL_ERROR_WANT_READ) return watch(c, false);
  if (why == SSL_ERROR_WANT_WRITE) return watch(c, true);
  lose(c);
}

static void connected(client_t *c) {
  int fault = 0;
  socklen_t size = sizeof fault;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
  if (fault != 0) return lose(c);
  if (!tls) return talk(c);
  c->ssl = SSL_new(context);
  SSL_set_fd(c->ssl, c->fd);
  SSL_set_connect_state(c->ssl);
  c->state = STATE_TLS;
  shake(c);
}

static void came(client_t *c, uint8_t *bytes, size_t length) {
  c->counted += length;
  if (kind != KIND_PORTVAKT && c->state == STATE_READY) {
    if (expecting == EXPECT_RECEIVED && c->counted >= expected_bytes) has_received(c);
    if (kind != KIND_NATS) return;
  }
  if (c->in_length > 0) {
    if (c->in_length + length > c->in_size) {
      c->in_size = (c->in_length + length) * 2;
      c->in = realloc(c->in, c->in_size);
    }
    memcpy(c->in + c->in_length, bytes, length);
    bytes = c->in;
    length += c->in_length;
  }
  size_t used = kind == KIND_PORTVAKT ? portvakt_bytes(c, bytes, length) : peer_bytes(c, bytes, length);
  if (c->fd < 0) return;
  size_t rest = length - used;
  if (rest == 0) {
    free(c->in);
    c->in = NULL;
    c->in_size = c->in_length = 0;
    return;
  }
  if (c->in == NULL) c->in = malloc(c->in_size = rest * 2);
  memmove(c->in, bytes + used, rest);
  c->in_length = rest;
}

static void readable(client_t *c) {
  for (;;) {
    ssize_t n;
    if (c->ssl != NULL) {
      int got_now = SSL_read(c->ssl, buffer, sizeof buffer);
      int why = got_now > 0 ? 0 : SSL_get_error(c->ssl, got_now);
      if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return;
      n = got_now;
    } else {
      n = recv(c->fd, buffer, sizeof buffer, 0);
      if (n < 0 && errno == EAGAIN) return;
    }
    if (n <= 0) return lose(c);
    came(c, buffer, (size_t)n);
    if (c->fd < 0 || (c->ssl == NULL && (size_t)n < sizeof buffer)) return;
  }
}

static void command(char *line) {
  int a = 0, b = 0;
  long v = 0;
  if (sscanf(line, "connect %d %d %ld", &a, &b, &v) == 3) {
    /* Up to `a` clients, `b` handshakes at once; ready when they hold release `v`. */
    expect(EXPECT_READY, a);
    lost = 0;
    window = b;
    wanted_release = v;
    for (int i = target; i < a; i++) clients[i].due = 1;
    target = a > target ? a : target;
    check_ready();
  } else if (sscanf(line, "back %ld", &v) == 1) {
    /* The server is about to send everybody away. */
    window = total;
    lost = 0;
    wanted_release = v;
    expect(EXPECT_READY, target);
    printf("{\"done\":\"ok\"}\n");
  } else if (sscanf(line, "receive %d", &a) == 1) {
    expect(EXPECT_RECEIVED, target);
    expected_bytes = (size_t)a;
    printf("{\"done\":\"ok\"}\n");
  } else if (sscanf(line, "events %d", &a) == 1) {
    expect(EXPECT_ACKED, target);
    for (int i = 0; i < target; i++) send_events(&clients[i], a);
  } else if (sscanf(line, "replies %d", &a) == 1) {
    replies = a != 0;
    printf("{\"done\":\"ok\"}\n");
  } else if (strcmp(line, "counted") == 0) {
    /* What each client got at least since the last expectation, in bytes. */
    size_t least = SIZE_MAX;
    for (int i = 0; i < target; i++) least = clients[i].counted < least ? clients[i].counted : least;
    printf("{\"done\":\"counted\",\"last\":%zu}\n", least);
  } else if (strncmp(line, "truth ", 6) == 0) truth_json = strdup(line + 6);
  else if (strncmp(line, "event ", 6) == 0) event_json = strdup(line + 6);
  else if (strncmp(line, "token ", 6) == 0) enrolment_secret = strdup(line + 6);
  else if (strcmp(line, "quit") == 0) exit(0);
  else fprintf(stderr, "load: no such command: %s\n", line);
  fflush(stdout);
}

static void commands(void) {
  static char text[1 << 16];
  static size_t length;
  ssize_t n = read(0, text + length, sizeof text - length - 1);
  if (n <= 0) exit(0);
  length += (size_t)n;
  text[length] = 0;
  char *line = text, *end;
  while ((end = strchr(line, '\n')) != NULL) {
    *end = 0;
    command(line);
    line = end + 1;
  }
  length = strlen(line);
  memmove(text, line, length);
}

static void start_due(void) {
  int64_t now = now_ns();
  for (int i = 0; i < target && shaking < window; i++) {
    client_t *c = &clients[i];
    if (c->fd < 0 && c->due > 0 && c->due <= now) begin(c);
  }
}

static void load_clients(const char *from) {
  FILE *file = fopen(from, "r");
  total = file == NULL ? atoi(from) : 0;
  char device[64], seed[80];
  while (file != NULL && fscanf(file, "%63s %79s", device, seed) == 2) total++;
  clients = calloc((size_t)total, sizeof(client_t));
  if (file != NULL) rewind(file);
  for (int i = 0; i < total; i++) {
    clients[i].fd = -1;
    if (file == NULL || fscanf(file, "%63s %79s", device, seed) != 2) continue;
    if (strcmp(device, "-") != 0) memcpy(clients[i].device, device, 33);
    agent_key(&clients[i], seed);
    random_hex(clients[i].epoch, 16);
  }
  if (file != NULL) fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  kind = strcmp(argv[1], "portvakt") == 0 ? KIND_PORTVAKT : strcmp(argv[1], "mqtt") == 0 ? KIND_MQTT
         : strcmp(argv[1], "nats") == 0 ? KIND_NATS : KIND_RAW;
  port = atoi(argv[2]);
  tls = atoi(argv[3]) != 0;
  addresses = atoi(argv[4]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  srand48(getpid());
  load_clients(argv[5]);
  if (tls) {
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  epfd = epoll_create1(0);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(epfd, EPOLL_CTL_ADD, 0, &input);
  printf("{\"done\":\"started\",\"count\":%d}\n", total);
  fflush(stdout);
  static struct epoll_event events[1024];
  for (;;) {
    start_due();
    int n = epoll_wait(epfd, events, 1024, 20);
    for (int i = 0; i < n; i++) {
      client_t *c = events[i].data.ptr;
      if (c == NULL) {
        commands();
        continue;
      }
      if (c->fd < 0) continue;
      if (c->state == STATE_CONNECTING) {
        connected(c);
        continue;
      }
      if (c->state == STATE_TLS) {
        shake(c);
        continue;
      }
      if (events[i].events & EPOLLOUT) flush_out(c);
      if (c->fd >= 0 && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) readable(c);
    }
  }
}
