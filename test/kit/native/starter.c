/*
 * Starts a program in one of several ways and says in words what the kernel answered:
 *   "refused <errno>"            the program did not begin
 *   "ran", then "ended <n>", "signal <n>" or "left running"   it did; a signal that we did not send came from outside
 *   "unreadable <errno>"         its file could not even be opened, for the ways that need that
 * Linked statically: it runs in empty roots and sandboxes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif

static int unreadable(void) {
  printf("unreadable %d\n", errno);
  return 3;
}

/* A file of memory with the same content. */
static int in_memory(const char *path) {
  int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) return -1;
  int to = (int)syscall(SYS_memfd_create, "x", 1 /* MFD_CLOEXEC */);
  char buffer[65536];
  ssize_t got;
  while ((got = read(from, buffer, sizeof buffer)) > 0)
    if (write(to, buffer, (size_t)got) != got) return -1;
  close(from);
  return got < 0 ? -1 : to;
}

int main(int count, char **words) {
  if (count < 3) return 2;
  const char *how = words[1], *path = words[2];
  int fd = -1;
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (strcmp(how, "descriptor") == 0 || strcmp(how, "deleted") == 0) {
    fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return unreadable();
    if (strcmp(how, "deleted") == 0 && unlink(path) != 0) return unreadable();
  } else if (strcmp(how, "memory") == 0) {
    fd = in_memory(path);
    if (fd < 0) return unreadable();
  } else if (strcmp(how, "path") != 0) {
    return 2;
  }
  /* The pipe closes by itself when the program begins; before that it brings the errno. */
  int answer[2];
  if (pipe2(answer, O_CLOEXEC) != 0) return 4;
  pid_t child = fork();
  if (child < 0) return 4;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int quiet = open("/dev/null", O_RDWR);
    if (quiet >= 0 && getenv("STARTER_LOUD") == NULL) {
      dup2(quiet, 1);
      dup2(quiet, 2);
    }
    if (fd < 0)
      execv(path, words + 2);
    else
      syscall(SYS_execveat, fd, "", words + 2, environ, AT_EMPTY_PATH);
    int why = errno;
    if (write(answer[1], &why, sizeof why) < 0) _exit(5);
    _exit(126);
  }
  close(answer[1]);
  int why = 0;
  if (read(answer[0], &why, sizeof why) == sizeof why) {
    waitpid(child, NULL, 0);
    printf("refused %d\n", why);
    return 126;
  }
  printf("ran\n");
  /* Long enough for whoever ends programs after their start; this is what an unguarded run costs. */
  const char *patience = getenv("STARTER_PATIENCE_MS");
  int left = patience == NULL ? 0 : atoi(patience);
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (left <= 0) {
      kill(child, SIGKILL);
      waitpid(child, NULL, 0);
      printf("left running\n");
      return 0;
    }
    poll(NULL, 0, 5);
    left -= 5;
  }
  if (WIFSIGNALED(status))
    printf("signal %d\n", WTERMSIG(status));
  else
    printf("ended %d\n", WEXITSTATUS(status));
  return 0;
}
