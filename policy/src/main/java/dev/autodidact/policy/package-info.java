/** The outer loop: tasks, episodes, reward, advantages, policy update. */
package dev.autodidact.policy;
