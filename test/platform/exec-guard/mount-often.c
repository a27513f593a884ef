/* mount-often <device or "tmpfs"> <mount point> <program> <times> <fdinfo> <how>: mounts and unmounts that many times. In between it
 * looks when the mark is there (`look`: prints the microseconds, one number a line), starts the program by a shell (`shell`), or
 * starts it as fast as a program can (`bare`). Last it prints "busy <n>": how often unmounting was refused. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *source, *point, *program, *fdinfo;
static char started[4096];
static int busy;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}
static void attach(void) {
  int isMemory = strcmp(source, "tmpfs") == 0;
  if (mount(source, point, isMemory ? "tmpfs" : "squashfs", isMemory ? 0 : MS_RDONLY, "")) exit((perror("mount"), 1));
}
static void detach(void) {
  while (umount(point)) {
    if (errno != EBUSY) exit((perror("umount"), 1));
    busy++;
    usleep(100);
  }
}
static void copy(void) {
  static char data[1 << 20];
  int from = open(program, O_RDONLY);
  int to = open(started, O_WRONLY | O_CREAT, 0755);
  ssize_t length = read(from, data, sizeof data);
  if (length <= 0 || write(to, data, length) != length) exit((perror("copy"), 1));
  close(from);
  close(to);
}
static int isMarked(void) {
  struct stat folder;
  char text[65536], wanted[64];
  stat(point, &folder);
  unsigned device = (unsigned)(folder.st_dev >> 8 & 0xfff) << 20 | (folder.st_dev & 0xff) | (folder.st_dev >> 12 & 0xfff00);
  snprintf(wanted, sizeof wanted, "sdev:%x ", device);
  int file = open(fdinfo, O_RDONLY);
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length < 0 ? 0 : length] = 0;
  return strstr(text, wanted) != NULL;
}

int main(int count, char **words) {
  if (count < 7) return 2;
  source = words[1], point = words[2], program = words[3], fdinfo = words[5];
  int times = atoi(words[4]), isLook = strcmp(words[6], "look") == 0, isShell = strcmp(words[6], "shell") == 0;
  snprintf(started, sizeof started, "%s/hello", point);
  for (int i = 0; i < times; i++) {
    attach();
    if (isLook) {
      double since = now();
      while (!isMarked())
        if (now() - since > 5e6) return fputs("never marked\n", stderr), 1;
      printf("%.0f\n", now() - since);
    } else {
      if (strcmp(source, "tmpfs") == 0) copy();
      pid_t child = vfork();
      if (child == 0) {
        if (isShell) execl("/bin/sh", "sh", "-c", started, (char *)NULL);
        else execl(started, started, (char *)NULL);
        _exit(127);
      }
      int status;
      waitpid(child, &status, 0);
      if (status != 0) return fputs("the program did not run\n", stderr), 1;
    }
    detach();
  }
  printf("busy %d\n", busy);
  return 0;
}
