/*
 * Starts programs (or opens files) inside a scratch tree and times each with CLOCK_MONOTONIC, so that the noise of a runtime
 * stays out of it:  load ROOT UID COMMAND ...   It goes into ROOT (chroot), becomes UID, and prints one line:
 *   n p50 p95 p99 mean max extra       times in ns
 * and a second one with up to 1000 of the times.
 *
 *   same N PATH          starts PATH N times
 *   each DIR             starts every file of DIR once, in the order of names
 *   script PATH CALLS    starts PATH once, which calls CALLS programs: time per call
 *   npm DIR TREES        writes many small files below DIR and starts what DIR/bin holds: time of the whole, extra = starts
 *   open DIR N           opens the files of DIR in turn, N times: time per open, in blocks of 200
 *   ask DIR              asks for every file of DIR without leaving: the files name a loader that does not exist
 *   denied N PATH        tries PATH N times, extra = refused with EPERM
 *   rate MS PATH JOBS    JOBS processes start PATH as fast as they can for MS, extra = starts
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most = 200000, most_names = 4096 };
static uint64_t *times;
static int count;
static char *names[most_names];
static int name_count;
static char *no_env[] = {"PATH=/bin", NULL};

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(2);
}
static void add(uint64_t ns) {
  if (count < most) times[count++] = ns;
}
static int by_size(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}
static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Returns 0 or the errno of the refusal; waits for the end of what was started. */
static int start(const char *path, int must_end_well) {
  char *argv[] = {(char *)path, NULL};
  pid_t pid;
  int error = posix_spawn(&pid, path, NULL, NULL, argv, no_env);
  if (error != 0) return error;
  int status;
  if (waitpid(pid, &status, 0) != pid) fail("waitpid");
  if (must_end_well && status != 0) {
    fprintf(stderr, "load: %s ended with status %d\n", path, status);
    exit(2);
  }
  return 0;
}
static void timed(const char *path) {
  uint64_t from = now();
  int error = start(path, 1);
  add(now() - from);
  if (error != 0) {
    errno = error;
    fail(path);
  }
}
static void list(const char *dir) {
  DIR *open_dir = opendir(dir);
  if (!open_dir) fail(dir);
  for (struct dirent *entry; (entry = readdir(open_dir)) && name_count < most_names;) {
    if (entry->d_name[0] == '.') continue;
    if (asprintf(&names[name_count++], "%s/%s", dir, entry->d_name) < 0) fail("asprintf");
  }
  closedir(open_dir);
  qsort(names, (size_t)name_count, sizeof *names, by_name);
}
static void print(uint64_t extra) {
  qsort(times, (size_t)count, sizeof *times, by_size);
  uint64_t sum = 0;
  for (int i = 0; i < count; i++) sum += times[i];
  if (count == 0) times[count++] = 0;
  printf("%d %llu %llu %llu %llu %llu %llu\n", count, (unsigned long long)times[count / 2],
         (unsigned long long)times[count * 95 / 100], (unsigned long long)times[count * 99 / 100],
         (unsigned long long)(sum / (uint64_t)count), (unsigned long long)times[count - 1], (unsigned long long)extra);
  for (int i = 0; i < count && i < 1000; i++) printf("%llu ", (unsigned long long)times[i]);
  printf("\n");
}
static void write_small(const char *path) {
  static char text[1400];
  memset(text, 'x', sizeof text);
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0 || write(fd, text, sizeof text) != (ssize_t)sizeof text) fail(path);
  close(fd);
}

static void npm(const char *dir, int trees) {
  char path[512], bin[512];
  snprintf(bin, sizeof bin, "%s/bin", dir);
  list(bin);
  uint64_t from = now(), starts = 0;
  for (int tree = 0; tree < trees; tree++) {
    snprintf(path, sizeof path, "%s/package-%d", dir, tree);
    if (mkdir(path, 0755) < 0) fail(path);
    for (int file = 0; file < 20; file++) {
      snprintf(path, sizeof path, "%s/package-%d/file-%d.js", dir, tree, file);
      write_small(path);
    }
    for (int each = 0; each < 3; each++) {
      int error = start(names[(tree * 3 + each) % name_count], 1);
      if (error != 0) {
        errno = error;
        fail(names[(tree * 3 + each) % name_count]);
      }
      starts++;
    }
  }
  add(now() - from);
  print(starts);
}
static void opens(const char *dir, int n) {
  list(dir);
  int fds[200];
  for (int done = 0; done < n; done += 200) {
    uint64_t from = now();
    for (int i = 0; i < 200; i++) {
      fds[i] = open(names[(done + i) % name_count], O_RDONLY | O_CLOEXEC);
      if (fds[i] < 0) fail(names[(done + i) % name_count]);
    }
    add((now() - from) / 200);
    for (int i = 0; i < 200; i++) close(fds[i]);
  }
  print(0);
}
static void rate(int ms, const char *path, int jobs) {
  uint64_t *sums = mmap(NULL, sizeof *sums * 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  uint64_t until = now() + (uint64_t)ms * 1000000u;
  for (int job = 0; job < jobs && job < 64; job++) {
    if (fork() != 0) continue;
    while (now() < until) {
      if (start(path, 1) != 0) _exit(3);
      sums[job]++;
    }
    _exit(0);
  }
  uint64_t starts = 0;
  for (int job = 0; job < jobs; job++) {
    int status;
    if (wait(&status) < 0 || status != 0) fail("a job of rate");
  }
  for (int job = 0; job < jobs; job++) starts += sums[job];
  print(starts);
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  times = calloc(most, sizeof *times);
  const char *command = argv[3], *what = argv[4];
  int number = argc > 5 ? atoi(argv[5]) : 0;
  uid_t uid = (uid_t)atoi(argv[2]);
  if (chroot(argv[1]) < 0 || chdir("/") < 0) fail(argv[1]);
  if (setgroups(0, NULL) < 0 || setgid(uid) < 0 || setuid(uid) < 0) fail("setuid");
  if (strcmp(command, "same") == 0) {
    for (int i = atoi(what); i > 0; i--) timed(argv[5]);
  } else if (strcmp(command, "each") == 0) {
    list(what);
    for (int i = 0; i < name_count; i++) timed(names[i]);
  } else if (strcmp(command, "script") == 0) {
    timed(what);
    times[0] /= (uint64_t)number;
  } else if (strcmp(command, "npm") == 0) {
    npm(what, number);
    return 0;
  } else if (strcmp(command, "open") == 0) {
    opens(what, number);
    return 0;
  } else if (strcmp(command, "ask") == 0) {
    list(what);
    uint64_t wrong = 0;
    for (int i = 0; i < name_count; i++) {
      char *args[] = {names[i], NULL};
      uint64_t from = now();
      execve(names[i], args, no_env);
      add(now() - from);
      if (errno != ENOENT) wrong++;
    }
    print(wrong);
    return 0;
  } else if (strcmp(command, "denied") == 0) {
    uint64_t refused = 0;
    for (int i = atoi(what); i > 0; i--) {
      uint64_t from = now();
      if (start(argv[5], 0) == EPERM) refused++;
      add(now() - from);
    }
    print(refused);
    return 0;
  } else if (strcmp(command, "rate") == 0) {
    rate(atoi(what), argv[5], atoi(argv[6]));
    return 0;
  } else {
    return 2;
  }
  print(0);
  return 0;
}
