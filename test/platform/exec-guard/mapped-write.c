/* Turns the last byte of a file into a B through a shared mapping, which raises no event of a write. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int count, char **words) {
  if (count != 2) return 2;
  int fd = open(words[1], O_RDWR);
  struct stat file;
  if (fd < 0 || fstat(fd, &file) != 0) return 3;
  char *bytes = mmap(NULL, (size_t)file.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (bytes == MAP_FAILED) return 4;
  bytes[file.st_size - 1] = 'B';
  return munmap(bytes, (size_t)file.st_size) == 0 && close(fd) == 0 ? 0 : 5;
}
