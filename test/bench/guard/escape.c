/*
 * Starts a copy of a program from where no mark of the guard lies, and prints how many copies came to print something:
 *   escape UID memfd N SOURCE             the copy is an anonymous file (memfd_create, fexecve)
 *   escape UID namespace N SOURCE         the copy lies on a tmpfs that this process mounted in namespaces of its own
 * "n killed printed refused", and the times from start to reaped: p50 p99 in ns.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t times[10000];
static char *content;
static size_t size;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
static void fail(const char *what) {
  fprintf(stderr, "escape: %s: %s\n", what, strerror(errno));
  exit(2);
}
static int by_size(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}
static void read_all(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat file;
  if (fd < 0 || fstat(fd, &file) < 0) fail(path);
  size = (size_t)file.st_size;
  content = malloc(size);
  for (size_t at = 0; at < size;) {
    ssize_t got = read(fd, content + at, size - at);
    if (got <= 0) fail(path);
    at += (size_t)got;
  }
  close(fd);
}
static void write_all(int fd) {
  for (size_t at = 0; at < size;) {
    ssize_t put = write(fd, content + at, size - at);
    if (put <= 0) fail("write");
    at += (size_t)put;
  }
}
static void put_text(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) fail(path);
  close(fd);
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  uid_t uid = (uid_t)atoi(argv[1]);
  int in_namespace = strcmp(argv[2], "namespace") == 0, n = atoi(argv[3]);
  read_all(argv[4]);
  if (setgroups(0, NULL) < 0 || setgid(uid) < 0 || setuid(uid) < 0) fail("setuid");
  /* Who changed accounts may not write its own maps until it says so. */
  if (prctl(PR_SET_DUMPABLE, 1) < 0) fail("prctl");
  if (in_namespace) {
    char map[64];
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0) fail("unshare");
    put_text("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %u 1", uid);
    put_text("/proc/self/uid_map", map);
    put_text("/proc/self/gid_map", map);
    if (mount("none", "/mnt", "tmpfs", 0, NULL) < 0) fail("mount");
  }
  int killed = 0, printed = 0, refused = 0;
  for (int i = 0; i < n; i++) {
    char path[64] = "";
    int fd;
    if (in_namespace) {
      snprintf(path, sizeof path, "/mnt/copy-%d", i);
      fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    } else {
      fd = memfd_create("copy", MFD_CLOEXEC);
    }
    if (fd < 0) fail("copy");
    write_all(fd);
    if (in_namespace) close(fd);
    int out[2];
    if (pipe2(out, O_CLOEXEC) < 0) fail("pipe");
    uint64_t from = now();
    pid_t pid = fork();
    if (pid == 0) {
      char *args[] = {"copy", NULL}, *env[] = {NULL};
      dup2(out[1], 1);
      if (in_namespace) execve(path, args, env);
      else fexecve(fd, args, env);
      _exit(126);
    }
    close(out[1]);
    char text[64];
    ssize_t got = read(out[0], text, sizeof text);
    int status;
    waitpid(pid, &status, 0);
    times[i % 10000] = now() - from;
    close(out[0]);
    if (in_namespace) unlink(path);
    else close(fd);
    if (got > 0) printed++;
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) killed++;
    else if (WIFEXITED(status) && WEXITSTATUS(status) == 126) refused++;
    else printed++;
  }
  qsort(times, (size_t)n, sizeof *times, by_size);
  printf("%d %d %d %d %llu %llu\n", n, killed, printed, refused, (unsigned long long)times[n / 2],
         (unsigned long long)times[n * 99 / 100]);
  return 0;
}
