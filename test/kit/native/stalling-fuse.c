/* stalling-fuse <mount point> <uid> <program>: a person's file system with one file in it, `program`, served by hand. From SIGUSR1 on
 * it never answers when root opens a file there, which is what the kernel does for whoever is asked about a start; all others are
 * served as ever. SIGUSR2 ends that. Mounted as fusermount3 would: nobody else may look into it, root included. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { most = 1 << 17, file = 2 };
static volatile sig_atomic_t stalls;
static char *content, request[most + 4096];
static size_t length;
static int device, owner;

static void toggle(int sign) { stalls = sign == SIGUSR1; }

static void answer(unsigned long long unique, int error, const void *data, size_t size) {
  struct fuse_out_header head = {.len = sizeof head + (error ? 0 : size), .error = error, .unique = unique};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)data, error ? 0 : size}};
  if (writev(device, parts, 2) < 0) return; /* whoever asked is gone */
}

static struct fuse_attr attributes(unsigned long long node) {
  int is_file = node == file;
  return (struct fuse_attr){.ino = node, .size = is_file ? length : 0, .blocks = is_file ? length / 512 + 1 : 0,
    .mode = is_file ? S_IFREG | 0755 : S_IFDIR | 0755, .nlink = 1, .uid = owner, .gid = owner, .blksize = 4096};
}

static void serve(struct fuse_in_header *in, void *body) {
  switch (in->opcode) {
  case FUSE_INIT: {
    struct fuse_init_out out = {.major = 7, .minor = 31, .max_readahead = most, .max_write = 4096};
    return answer(in->unique, 0, &out, sizeof out);
  }
  case FUSE_LOOKUP: {
    struct fuse_entry_out out = {.nodeid = file, .entry_valid = 3600, .attr_valid = 3600, .attr = attributes(file)};
    return answer(in->unique, strcmp(body, "program") ? -2 : 0, &out, sizeof out);
  }
  case FUSE_GETATTR: {
    struct fuse_attr_out out = {.attr_valid = 3600, .attr = attributes(in->nodeid)};
    return answer(in->unique, 0, &out, sizeof out);
  }
  case FUSE_OPEN: {
    if (stalls && in->uid == 0) return;
    struct fuse_open_out out = {.open_flags = FOPEN_KEEP_CACHE};
    return answer(in->unique, 0, &out, sizeof out);
  }
  case FUSE_READ: {
    struct fuse_read_in *read = body;
    size_t at = read->offset < length ? read->offset : length;
    size_t size = read->size < length - at ? read->size : length - at;
    return answer(in->unique, 0, content + at, size);
  }
  case FUSE_STATFS: {
    struct fuse_statfs_out out = {.st = {.bsize = 4096, .namelen = 255}};
    return answer(in->unique, 0, &out, sizeof out);
  }
  case FUSE_FLUSH:
  case FUSE_RELEASE:
  case FUSE_ACCESS:
    return answer(in->unique, 0, NULL, 0);
  case FUSE_FORGET:
  case FUSE_BATCH_FORGET:
  case FUSE_INTERRUPT:
    return;
  default:
    return answer(in->unique, -38, NULL, 0);
  }
}

int main(int count, char **words) {
  if (count != 4) return 2;
  owner = atoi(words[2]);
  FILE *program = fopen(words[3], "r");
  if (!program) return perror(words[3]), 1;
  content = malloc(1 << 24);
  length = fread(content, 1, 1 << 24, program);
  device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (device < 0) return perror("/dev/fuse"), 1;
  char options[128];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d", device, owner, owner);
  /* Before anybody can see that it is mounted, and tell it what to do. */
  struct sigaction action = {.sa_handler = toggle, .sa_flags = SA_RESTART};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR2, &action, NULL);
  if (mount("stalling", words[1], "fuse.stalling", MS_NOSUID | MS_NODEV, options)) return perror("mount"), 1;
  if (setgroups(0, NULL) || setgid(owner) || setuid(owner)) return perror("account"), 1;
  for (;;) {
    ssize_t got = read(device, request, sizeof request);
    if (got >= (ssize_t)sizeof(struct fuse_in_header)) serve((void *)request, request + sizeof(struct fuse_in_header));
    else if (got < 0) return 0; /* unmounted */
  }
}
