/* The most multiplications of u8 by i8 that one core of this machine does in a second: products from registers alone, nothing loaded or stored. Built
   and run by where.py. VPDPBUSD where the machine has it with AVX-512 (64 products an instruction), else the pairs of AVX2. */
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

#define ROUNDS 60000000L
#define SUMS 12 /* chains that do not wait for each other, more than latency times throughput */
#define EACH(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#if defined(__AVX512VNNI__)
#define PRODUCTS 64.0
#define START(i) __m512i sum##i = _mm512_set1_epi32(i);
#define STEP(i) __asm__ volatile("vpdpbusd %2, %1, %0" : "+v"(sum##i) : "v"(a), "v"(b));
#else
#define PRODUCTS 32.0
#define START(i) __m256i sum##i = _mm256_set1_epi32(i);
#define STEP(i)                                                                                                           \
    __asm__ volatile("vpmaddubsw %2, %1, %%ymm15\n\tvpmaddwd %3, %%ymm15, %%ymm15\n\tvpaddd %%ymm15, %0, %0"               \
                     : "+x"(sum##i) : "x"(a), "x"(b), "m"(ones) : "ymm15");
#endif

int main(void) {
#if defined(__AVX512VNNI__)
    __m512i a = _mm512_set1_epi8(3), b = _mm512_set1_epi8(5);
#else
    __m256i a = _mm256_set1_epi8(3), b = _mm256_set1_epi8(5), ones = _mm256_set1_epi16(1);
#endif
    struct timespec start, end;
    EACH(START)
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    for (long round = 0; round < ROUNDS; round++) {
        EACH(STEP)
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
    printf("%.0f\n", PRODUCTS * SUMS * ROUNDS / seconds);
    return 0;
}
