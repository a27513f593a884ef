/* fuse-mount <image> <mount point> <uid> <more options> [stop]: a squashfs image served by a program of that account, as
 * fusermount3 would mount it. `stop`: the program stops itself before it serves anything. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

int main(int count, char **words) {
  if (count < 5) return 2;
  int device = open("/dev/fuse", O_RDWR);
  if (device < 0) return perror("/dev/fuse"), 1;
  int uid = atoi(words[3]);
  char options[256], point[32];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d%s", device, uid, uid, words[4]);
  if (mount("squashfuse", words[2], "fuse.squashfuse", MS_NOSUID | MS_NODEV, options)) return perror("mount"), 1;
  if (setgroups(0, NULL) || setgid(uid) || setuid(uid)) return perror("account"), 1;
  if (count > 5) raise(SIGSTOP);
  snprintf(point, sizeof point, "/dev/fd/%d", device);
  execl("/usr/bin/squashfuse", "squashfuse", "-f", words[1], point, (char *)NULL);
  return perror("squashfuse"), 1;
}
