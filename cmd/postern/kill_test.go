package main

func workUntilKilled() {}
