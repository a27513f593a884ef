/*
 * What a type-2 AppImage begins with: mounts the squashfs that is appended to this very file with FUSE, as the person who starts it,
 * and runs AppRun from there. "AI\2" stands at byte 8, put there after linking. The offset of the squashfs is the size of this
 * program, patched into `image_offset`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

volatile char image_offset[32] = "PORTVAKT-IMAGE-OFFSET";

static int run(char *const *words) {
  pid_t child = fork();
  if (child == 0) {
    execv(words[0], words);
    _exit(126);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int count, char **words) {
  char self[4096], option[64], program[4200];
  (void)count;
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) return 2;
  self[length] = 0;
  /* Elsewhere only for tests that must know the place beforehand. */
  char made[] = "/tmp/.mount_XXXXXX";
  char *point = getenv("MOUNT_POINT");
  if (point == NULL) point = mkdtemp(made);
  if (point == NULL) return 2;
  snprintf(option, sizeof option, "ro,offset=%s", (const char *)image_offset);
  char *mount[] = {"/usr/bin/squashfuse", "-o", option, self, point, NULL};
  if (run(mount) != 0) {
    printf("not mounted\n");
    return 4;
  }
  snprintf(program, sizeof program, "%s/AppRun", point);
  setenv("APPDIR", point, 1);
  words[0] = program;
  pid_t child = fork();
  if (child == 0) {
    execv(program, words);
    printf("AppRun: %s\n", strerror(errno));
    fflush(stdout);
    _exit(126);
  }
  int status = 0;
  waitpid(child, &status, 0);
  char *leave[] = {"/usr/bin/fusermount", "-u", "-z", point, NULL};
  run(leave);
  if (point == made) rmdir(point);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
