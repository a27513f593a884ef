/*
 * Runs a program from places that no permission event covers, as often as it is told, one after the other:
 *
 *   escaper memory TIMES PROGRAM       a copy in anonymous memory (memfd_create, fexecve)
 *   escaper namespace TIMES PROGRAM    a copy on a tmpfs in a user and mount namespace of its own
 *   escaper child TIMES PROGRAM        the file itself, for comparison
 *
 * Prints "killed", "refused" or "ran" after each; what the program prints goes to the same place. Drops to account 65534
 * before the first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void die(const char *what) {
  fprintf(stderr, "escaper: %s: %s\n", what, strerror(errno));
  exit(2);
}

static void fill(int to, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t count = write(to, bytes + done, size - done);
    if (count <= 0) die("write");
    done += count;
  }
}

static void note(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) die(path);
  close(fd);
}

int main(int count, char **words) {
  if (count != 4) return 2;
  int times = atoi(words[2]);
  int from = open(words[3], O_RDONLY);
  struct stat about;
  if (from < 0 || fstat(from, &about) != 0) die(words[3]);
  char *bytes = malloc(about.st_size);
  if (bytes == NULL || read(from, bytes, about.st_size) != about.st_size) die("read");
  if (setgid(65534) != 0 || setuid(65534) != 0) die("setuid");
  /* Whoever gave up root's rights may otherwise not write to its own entry in /proc. */
  if (prctl(PR_SET_DUMPABLE, 1) != 0) die("prctl");
  int memory = strcmp(words[1], "memory") == 0;
  int space = strcmp(words[1], "namespace") == 0;
  if (space) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) die("unshare");
    note("/proc/self/setgroups", "deny");
    note("/proc/self/uid_map", "0 65534 1");
    note("/proc/self/gid_map", "0 65534 1");
    if (mount("none", "/tmp", "tmpfs", 0, "") != 0) die("mount");
  }
  char *const none[] = {"innocent", NULL};
  for (int round = 0; round < times; round += 1) {
    int fd = -1;
    char path[64];
    snprintf(path, sizeof path, "/tmp/copy-%d", round);
    if (memory) {
      fd = memfd_create("innocent", MFD_CLOEXEC);
      if (fd < 0) die("memfd_create");
      fill(fd, bytes, about.st_size);
    } else if (space) {
      int to = open(path, O_WRONLY | O_CREAT | O_EXCL, 0755);
      if (to < 0) die(path);
      fill(to, bytes, about.st_size);
      close(to);
    }
    pid_t child = fork();
    if (child == 0) {
      if (memory) fexecve(fd, none, environ);
      else execve(space ? path : words[3], none, environ);
      _exit(errno == EPERM ? 126 : 127);
    }
    int status;
    if (waitpid(child, &status, 0) != child) die("waitpid");
    const char *how = WIFSIGNALED(status) && WTERMSIG(status) == 9 ? "killed"
                      : WIFEXITED(status) && WEXITSTATUS(status) == 126 ? "refused" : "ran";
    printf("%s\n", how);
    fflush(stdout);
    if (fd >= 0) close(fd);
    if (space) unlink(path);
  }
  return 0;
}
