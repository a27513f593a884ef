/*
 * Starts programs without end and keeps books, in shared memory, so that a test can read them meanwhile: how many started, how many
 * were refused, and the longest wait for a start (posix_spawn returns when the kernel has let the program start, or refused it).
 *
 * storm BOOKS PACE_US STARTS FOLDER   FOLDER holds `known` (started again and again), `template` (copied to a new file for each start
 *                                     of `fresh`) and, where there is one, `banned`. Ends after STARTS of `known`, or at SIGTERM.
 * storm try N PROGRAM                 starts it N times, prints: started refused longest_us
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct book { _Atomic uint64_t started, refused, longest_ns, since_ns; };
static struct book *books;
static const char *folder;
static long pace_us;
static uint64_t wanted;
static atomic_int over;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void start(const char *path, struct book *book) {
  char *const arguments[] = {(char *)path, NULL};
  char *const environment[] = {NULL};
  pid_t pid;
  uint64_t from = now();
  atomic_store(&book->since_ns, from);
  int failed = posix_spawn(&pid, path, NULL, NULL, arguments, environment);
  uint64_t took = now() - from;
  atomic_store(&book->since_ns, 0);
  if (took > atomic_load(&book->longest_ns)) atomic_store(&book->longest_ns, took);
  if (failed) {
    if (failed == EPERM) atomic_fetch_add(&book->refused, 1);
    else fprintf(stderr, "storm: %s: %s\n", path, strerror(failed));
    return;
  }
  waitpid(pid, NULL, 0);
  atomic_fetch_add(&book->started, 1);
}

static void pause_a_bit(void) {
  if (pace_us > 0) usleep((useconds_t)pace_us);
}

static void *known(void *unused) {
  char path[4096];
  snprintf(path, sizeof path, "%s/known", folder);
  while (!over) {
    start(path, &books[0]);
    if (wanted && atomic_load(&books[0].started) + atomic_load(&books[0].refused) >= wanted) over = 1;
    pause_a_bit();
  }
  return unused;
}

static void *fresh(void *unused) {
  char from[4096], path[4096], bytes[16384];
  snprintf(from, sizeof from, "%s/template", folder);
  int in = open(from, O_RDONLY | O_CLOEXEC);
  ssize_t length = read(in, bytes, sizeof bytes);
  for (uint64_t serial = 0; !over; serial++) {
    snprintf(path, sizeof path, "%s/fresh-%d-%llu", folder, (int)getpid(), (unsigned long long)serial);
    int out = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    if (out < 0 || write(out, bytes, (size_t)length) != length || close(out) != 0) {
      perror("storm: fresh");
      exit(1);
    }
    /* A vforked child of another thread may hold it for writing until it has started its own program. */
    char *const arguments[] = {path, NULL};
    char *const environment[] = {NULL};
    for (;;) {
      pid_t pid;
      uint64_t asked = now();
      atomic_store(&books[1].since_ns, asked);
      int failed = posix_spawn(&pid, path, NULL, NULL, arguments, environment);
      uint64_t took = now() - asked;
      atomic_store(&books[1].since_ns, 0);
      if (took > atomic_load(&books[1].longest_ns)) atomic_store(&books[1].longest_ns, took);
      if (failed == ETXTBSY) {
        usleep(100);
        continue;
      }
      if (failed) {
        atomic_fetch_add(&books[1].refused, 1);
        fprintf(stderr, "storm: %s: %s\n", path, strerror(failed));
      } else {
        waitpid(pid, NULL, 0);
        atomic_fetch_add(&books[1].started, 1);
      }
      break;
    }
    unlink(path);
    pause_a_bit();
  }
  return unused;
}

static void *banned(void *unused) {
  char path[4096];
  snprintf(path, sizeof path, "%s/banned", folder);
  while (!over) {
    if (access(path, F_OK) == 0) start(path, &books[2]);
    pause_a_bit();
  }
  return unused;
}

static void stop(int unused) {
  (void)unused;
  over = 1;
}

int main(int count, char **words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (count == 4 && strcmp(words[1], "try") == 0) {
    struct book book = {0};
    for (long left = atol(words[2]); left > 0; left--) start(words[3], &book);
    printf("%llu %llu %llu\n", (unsigned long long)book.started, (unsigned long long)book.refused,
           (unsigned long long)book.longest_ns / 1000);
    return 0;
  }
  if (count != 5) return 2;
  int fd = open(words[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 || ftruncate(fd, 3 * sizeof(struct book)) != 0) return 3;
  books = mmap(NULL, 3 * sizeof(struct book), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  pace_us = atol(words[2]);
  wanted = strtoull(words[3], NULL, 10);
  folder = words[4];
  signal(SIGTERM, stop);
  pthread_t threads[4];
  pthread_create(&threads[0], NULL, known, NULL);
  pthread_create(&threads[1], NULL, known, NULL);
  pthread_create(&threads[2], NULL, fresh, NULL);
  pthread_create(&threads[3], NULL, banned, NULL);
  for (int each = 0; each < 4; each++) pthread_join(threads[each], NULL);
  return 0;
}
