/*
 * The limit that a broadcast is measured by: `sender <port> <bytes>` takes connections, and for each line on standard
 * input calls send() once per connection with the same bytes.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  size_t size = (size_t)atol(argv[2]);
  char *bytes = malloc(size);
  memset(bytes, 'x', size);
  static int connections[20000];
  int count = 0, one = 1;
  int door = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1])), .sin_addr.s_addr = htonl(0x7f000001u)};
  if (bind(door, (struct sockaddr *)&at, sizeof at) != 0 || listen(door, 4096) != 0) return 1;
  struct pollfd watched[2] = {{.fd = 0, .events = POLLIN}, {.fd = door, .events = POLLIN}};
  for (;;) {
    poll(watched, 2, -1);
    if (watched[1].revents != 0 && count < 20000) {
      int fd = accept(door, NULL, NULL);
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      if (fd >= 0) connections[count++] = fd;
    }
    if (watched[0].revents != 0) {
      char line[64];
      if (read(0, line, sizeof line) <= 0) return 0;
      for (int i = 0; i < count; i++) send(connections[i], bytes, size, MSG_NOSIGNAL);
    }
  }
}
