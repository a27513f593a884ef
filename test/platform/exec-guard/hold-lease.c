/* Holds a write lease on the file named by its argument, so that whoever opens it waits, and says "held". Ends with its input. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **words) {
  signal(SIGIO, SIG_IGN);
  int fd = count > 1 ? open(words[1], O_RDONLY) : -1;
  if (fd < 0 || fcntl(fd, F_SETLEASE, F_WRLCK) != 0) {
    perror("lease");
    return 1;
  }
  puts("held");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}
